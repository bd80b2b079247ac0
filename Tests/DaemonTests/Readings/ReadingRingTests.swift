import Foundation
import Imaging
import Recognition
import Testing

@testable import Daemon

@Suite struct ReadingRingTests {
    private func reading(_ number: Int, file: String? = nil) -> KeptReading {
        KeptReading(
            number: UInt64(number),
            file: file ?? "sub/\(number).png",
            readAt: Timestamp(millisecondsSinceEpoch: 1_000_000 + Int64(number)),
            digit: number % 10,
            confidence: 0.25 + Float(number % 3) / 4,
            isDoubted: number % 2 == 1,
            image: DigitImage(pixels: (0..<784).map { UInt8(truncatingIfNeeded: $0 * number) })
        )
    }

    private func path(_ root: TemporaryRoot) throws -> String {
        try root.write(".digitd/other", [])
        return ReadingRing.path(root: root.path)
    }

    @Test func aRecordHasOneSizeAndComesBack() throws {
        for name in ["", "a.png", "ж%FF.png", String(repeating: "é", count: 104)] {
            var bytes: [UInt8] = []
            let kept = reading(7, file: name)
            kept.append(to: &bytes)
            #expect(bytes.count == KeptReading.recordSize)
            #expect(KeptReading(record: bytes[...]) == kept)
        }
        var long: [UInt8] = []
        reading(7, file: "x" + String(repeating: "é", count: 104)).append(to: &long)
        #expect(KeptReading(record: long[...])?.file == String(repeating: "é", count: 104))
        reading(7, file: String(repeating: "é", count: 104) + "x").append(to: &long)
        #expect(
            KeptReading(record: long[1024...])?.file == String(repeating: "é", count: 103) + "x",
            "whole characters"
        )
    }

    @Test func theNewestTakeThePlaceOfTheOldest() throws {
        let root = try TemporaryRoot(), path = try path(root)
        #expect(ReadingRing.readings(path: path).isEmpty)
        var ring = try ReadingRing(path: path, capacity: 10)
        try ring.append((1...7).map { reading($0) })
        try ring.append((8...12).map { reading($0) })
        #expect(ReadingRing.readings(path: path) == (3...12).map { reading($0) })
        // More than there is room for, after a new start.
        ring = try ReadingRing(path: path, capacity: 10)
        try ring.append((13...40).map { reading($0 + 100) })
        #expect(ReadingRing.readings(path: path).map(\.file) == (131...140).map { "sub/\($0).png" })
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == 10 * 1024)
    }

    @Test func noFileStaysOpen() throws {
        let root = try TemporaryRoot(), path = try path(root)
        var ring = try ReadingRing(path: path, capacity: 10)
        try ring.append([reading(1)])
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        let targets = descriptors.compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
        }
        #expect(targets.count > 2 && !targets.contains(path))
        try ring.append([reading(2)])
        #expect(ReadingRing.readings(path: path) == [reading(1), reading(2)])
    }

    @Test func aTornRecordDoesNotCount() throws {
        let root = try TemporaryRoot(), path = try path(root)
        var ring = try ReadingRing(path: path, capacity: 10)
        try ring.append((1...5).map { reading($0) })
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[1024 + 600] ^= 1
        try (bytes + Data([1, 2, 3])).write(to: URL(filePath: path))
        #expect(ReadingRing.readings(path: path).map(\.number) == [1, 3, 4, 5])
        // It goes on behind the last.
        ring = try ReadingRing(path: path, capacity: 10)
        try ring.append([reading(6)])
        #expect(ReadingRing.readings(path: path).map(\.number) == [1, 3, 4, 5, 6])
        // A file of something else is written anew, bit by bit.
        try Data(repeating: 7, count: 5000).write(to: URL(filePath: path))
        ring = try ReadingRing(path: path, capacity: 10)
        try ring.append([reading(1)])
        #expect(ReadingRing.readings(path: path) == [reading(1)])
    }

    @Test(arguments: [4, 25]) func anotherCapacityKeepsTheNewest(capacity: Int) throws {
        let root = try TemporaryRoot(), path = try path(root)
        var ring = try ReadingRing(path: path, capacity: 10)
        try ring.append((1...13).map { reading($0) })
        ring = try ReadingRing(path: path, capacity: capacity)
        try ring.append([reading(14)])
        let kept = ReadingRing.readings(path: path)
        #expect(kept.map(\.file) == (max(4, 15 - capacity)...14).map { "sub/\($0).png" })
        let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(size <= capacity * 1024)
    }
}
