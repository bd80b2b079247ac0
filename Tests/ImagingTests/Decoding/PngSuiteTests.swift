import FoundationEssentials
import Testing

@testable import Imaging

/// Willem van Schaik's conformance pictures, where DIGITD_TEST_DATA names a folder with `pngsuite`.
@Suite(.enabled(if: TestData.isThere, "DIGITD_TEST_DATA is not set"))
struct PngSuiteTests {
    /// Name to digest, from Golden/channel_digests.txt.
    private func golden() throws -> [String: String] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden/channel_digests.txt")
        let text = String(decoding: try Data(contentsOf: path), as: UTF8.self)
        var digests: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            digests[String(try #require(fields.last))] = fields.dropLast().joined(separator: " ")
        }
        return digests
    }

    @Test func validPicturesHaveTheChannelsOfAnotherDecoder() throws {
        let golden = try golden()
        let pictures = try TestData.pngs(in: "pngsuite/valid")
        #expect(pictures.count == golden.count && golden.count == 161)
        for (name, bytes) in pictures {
            let channels = try PNGDecoder().decodeChannels(bytes)
            let digest = sha256(channels.samples.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
            #expect("\(digest) \(channels.width) \(channels.height)" == golden[name], "\(name)")
            #expect(throws: Never.self, "\(name)") { try PNGDecoder().decode(bytes) }
        }
    }

    @Test func corruptPicturesAreRefused() throws {
        let pictures = try TestData.pngs(in: "pngsuite/corrupt")
        #expect(pictures.count == 14)
        for (name, bytes) in pictures {
            #expect(throws: PNGError.self, "\(name)") { try PNGDecoder().decode(bytes) }
            #expect(throws: PNGError.self, "\(name)") { try PNGDecoder().decodeChannels(bytes) }
        }
    }

    @Test func truncatedPicturesAreTruncatedAtEveryByte() throws {
        let pictures = try TestData.pngs(in: "pngsuite/valid").filter {
            ["basi3p01.png", "s01n3p01.png"].contains($0.name)
        }
        #expect(pictures.count == 2)
        for (_, bytes) in pictures {
            for count in 1..<bytes.count {
                #expect(throws: PNGError.truncated(count: count)) { try PNGDecoder().decode(Array(bytes[..<count])) }
            }
        }
    }
}
