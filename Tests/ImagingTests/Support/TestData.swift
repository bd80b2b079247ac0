import FoundationEssentials
import Testing

/// Data sets that are not part of the project, in the folder that DIGITD_TEST_DATA names.
enum TestData {
    static let folder = ProcessInfo.processInfo.environment["DIGITD_TEST_DATA"]

    static var isThere: Bool { folder != nil }

    /// The PNG files in a folder of the data, with their bytes, by name.
    static func pngs(in path: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = try #require(folder) + "/" + path
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { $0.hasSuffix(".png") }
            .map { ($0, [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0)))) }
    }
}
