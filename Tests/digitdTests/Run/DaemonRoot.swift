import Foundation
import Imaging
import Recognition
import Testing
import Training

@testable import digitd

/// A root in a temporary folder, a model of random weights beside it, and the program working on it.
final class DaemonRoot {
    let folder: URL
    var root: String { folder.appending(path: "root").path }
    var model: String { folder.appending(path: "m.safetensors").path }
    /// The hash of every picture that was dropped, by its path below the inbox.
    private(set) var dropped: [String: String] = [:]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "digitd-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: root + "/inbox", withIntermediateDirectories: true)
        try Program.writeModel(to: folder.appending(path: "m.safetensors"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Drawn digits, each another one.
    static let pictures: [[UInt8]] = {
        var configuration = PracticeSet.Configuration()
        configuration.countPerDigit = 4
        configuration.looks = [.clean]
        configuration.sides = 28...40
        return PracticeSet(configuration).map { digit in
            guard let bytes = try? PNGEncoding.gray8.encode(digit.picture.raster()) else { preconditionFailure() }
            return bytes
        }
    }()

    func drop(_ name: String, _ bytes: [UInt8]) throws {
        let path = URL(filePath: "\(root)/inbox/\(name)")
        try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: path)
        dropped[name] = Self.hash(Data(bytes))
    }

    /// Drops this many good pictures, numbered from `first` on, no two with the same bytes.
    func dropGood(_ count: Int, from first: Int = 0) throws {
        for index in first..<(first + count) {
            // Bytes after a picture's end are no part of it.
            let tail = Array("\(index)".utf8)
            try drop("good-\(index).png", Self.pictures[index % Self.pictures.count] + tail)
        }
    }

    /// Writes the settings file beside the root, and gives its path.
    @discardableResult
    func config(_ text: String) throws -> String {
        let file = folder.appending(path: "digitd.yaml")
        try Data(text.utf8).write(to: file, options: .atomic)
        return file.path
    }

    /// The arguments every run here has.
    func arguments(_ more: [String]) -> [String] {
        ["run", "--root", root, "--model", model, "--settle-milliseconds", "100"] + more
    }

    /// Starts the daemon; its log goes to `log.txt`.
    ///
    /// - Parameter program: another that starts it, as its first arguments say.
    func start(
        _ arguments: [String],
        environment: [String: String] = [:],
        program: URL = Program.path
    ) throws -> Process {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("DIGITD_") }
            .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }.merging(environment) { $1 }
        let log = folder.appending(path: "log.txt")
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        process.standardError = handle
        try process.run()
        return process
    }

    var log: String {
        (try? String(contentsOf: folder.appending(path: "log.txt"), encoding: .utf8)) ?? ""
    }

    /// Waits until something holds; a failure of the test where it does not within five minutes.
    func wait(_ what: String, until condition: () throws -> Bool) throws {
        let end = Date.now.addingTimeInterval(300)
        while try !condition() {
            try #require(Date.now < end, "waited in vain: \(what); log: \(log)")
            usleep(20_000)
        }
    }

    /// All results by the path of the original below the inbox.
    func results() throws -> [String: [String: Any]] {
        var results: [String: [String: Any]] = [:]
        for (path, data) in try files("results") {
            let object = try JSONSerialization.jsonObject(with: data)
            results[String(path.dropLast(5))] = try #require(object as? [String: Any], "\(path)")
        }
        return results
    }

    /// The files of a folder with their paths below it; what has a dot in front is left out.
    func files(_ folder: String) throws -> [String: Data] {
        let top = "\(root)/\(folder)"
        var files: [String: Data] = [:]
        for path in (try? FileManager.default.subpathsOfDirectory(atPath: top)) ?? [] {
            if path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) { continue }
            // It may have been moved since it was listed.
            if let data = try? Data(contentsOf: URL(filePath: "\(top)/\(path)")) { files[path] = data }
        }
        return files
    }

    /// Checks that every original lies in exactly one place, and that exactly those outside the inbox have a result,
    /// with their hash.
    func expectNothingLost(sourceLocation: SourceLocation = #_sourceLocation) throws {
        var inbox: [String: String] = [:]
        var filed: [String: String] = [:]
        for (path, data) in try files("inbox") { inbox[path] = Self.hash(data) }
        for folder in ["processed", "review", "rejected"] {
            for (placed, data) in try files(folder) {
                // Below review/ stands the guess first.
                let path = folder == "review" ? placed.drop { $0 != "/" }.dropFirst().description : placed
                #expect(filed[path] == nil, "\(path) lies in two folders", sourceLocation: sourceLocation)
                filed[path] = Self.hash(data)
            }
        }
        #expect(inbox.merging(filed) { "\($0) and \($1)" } == dropped, sourceLocation: sourceLocation)
        let hashes = try results().mapValues { $0["sha256"] as? String }
        #expect(hashes == filed.mapValues { $0 }, sourceLocation: sourceLocation)
    }

    private static func hash(_ data: Data) -> String {
        ContentHash(of: [UInt8](data)).hex
    }
}
