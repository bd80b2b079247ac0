/// The folders of originals that a lane has found to hold too many names to list them for every batch.
final class CrowdedFolders {
    private var paths: Set<[UInt8]> = []
    private static let mostKept = 1024

    func contains(_ path: [UInt8]) -> Bool { paths.contains(path) }

    func insert(_ path: [UInt8]) {
        if paths.count >= Self.mostKept { forget() }
        paths.insert(path)
    }

    /// They may be others by now.
    func forget() { paths = [] }
}
