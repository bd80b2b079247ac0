import FoundationEssentials
import Testing

@testable import Training

struct IDXTests {
    private static let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + (0..<12).map { UInt8($0) }
    private static let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 7, 3]
    /// The labels above, compressed by gzip.
    private static let compressedLabels: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0x63, 0x60, 0xe0, 0x60, 0x64, 0x60, 0x60, 0x60,
        0x62, 0x67, 0x06, 0x00, 0x64, 0x6b, 0xd4, 0x43, 0x0a, 0x00, 0x00, 0x00,
    ]

    @Test func readsImagesAndLabels() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.images, to: "i")
        try folder.write(Self.labels, to: "l")
        let images = try IDX.images("\(folder.path)/i")
        #expect(images.count == 2 && images.rows == 2 && images.columns == 3)
        #expect(images.pixels == (0..<12).map { UInt8($0) })
        #expect(try IDX.labels("\(folder.path)/l") == [7, 3])
    }

    @Test func readsGzip() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.compressedLabels, to: "l.gz")
        #expect(try IDX.labels("\(folder.path)/l.gz") == [7, 3])
    }

    @Test func refusesTruncatedGzip() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array(Self.compressedLabels.dropLast(9)), to: "l.gz")
        #expect(throws: DataError.self) { try IDX.labels("\(folder.path)/l.gz") }
    }

    @Test(arguments: [0, 3, 15, 16, 20, 27])
    func refusesTruncatedImages(length: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write(Array(Self.images.prefix(length)), to: "i")
        #expect(throws: DataError.self) { try IDX.images("\(folder.path)/i") }
    }

    @Test func refusesImpossibleSizes() throws {
        let folder = try TemporaryFolder()
        var huge = Self.images
        huge.replaceSubrange(4..<8, with: [0xff, 0xff, 0xff, 0xff])
        try folder.write(huge, to: "i")
        #expect(throws: DataError.self) { try IDX.images("\(folder.path)/i") }
        var other = Self.images
        other[3] = 1
        try folder.write(other, to: "o")
        #expect(throws: DataError.self) { try IDX.images("\(folder.path)/o") }
    }

    @Test func refusesLabelsBeyondNine() throws {
        let folder = try TemporaryFolder()
        try folder.write([0, 0, 8, 1, 0, 0, 0, 1, 10], to: "l")
        #expect(throws: DataError.self) { try IDX.labels("\(folder.path)/l") }
    }

    @Test func namesAMissingFile() {
        #expect(throws: DataError.unreadable(path: "/nowhere/x", reason: "can't be opened")) {
            try IDX.labels("/nowhere/x")
        }
    }
}
