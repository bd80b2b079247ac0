import Glibc

/// Which folders of a root are file systems of their own, kept from one start to the next: the bare mount point of one
/// that is not mounted must not be taken for an empty folder.
public struct MountRecord: Sendable {
    private let layout: SpoolLayout
    private let path: String
    /// The names of those that were one at the last start.
    private let recorded: Set<String>
    /// The names of those that are one now.
    private let mounted: Set<String>

    /// Those without which nothing can be told or kept. Without `labeled` there is nothing to learn from, and the record
    /// itself lies in the daemon's own.
    private static let folders: [SpoolFolder] = [.inbox, .results, .processed, .review, .rejected, .models]

    /// Reads the record of a root and looks at its folders; nothing is made or written.
    public init(_ layout: SpoolLayout) throws(SpoolError) {
        self.layout = layout
        path = layout.path(of: .state) + "/mounts"
        var mounted: Set<String> = []
        do {
            let root = try layout.rootDescriptor.status().stamp.device
            for folder in Self.folders {
                if let device = try Self.device(of: folder, layout), device != root { mounted.insert(folder.rawValue) }
            }
        } catch {
            throw .folder(path: layout.root, error)
        }
        self.mounted = mounted
        do {
            let bytes = try layout.openExisting(.state).contents(of: Array("mounts".utf8), limit: 4096) ?? []
            recorded = Set(bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) })
        } catch {
            guard error.number == ENOENT else { throw .file(path: path, error) }
            recorded = []
        }
    }

    /// Throws `SpoolError.unmounted` for the first folder that was mounted at the last start and is not now.
    public func check() throws(SpoolError) {
        for folder in Self.folders where recorded.contains(folder.rawValue) && !mounted.contains(folder.rawValue) {
            throw .unmounted(path: layout.path(of: folder), record: path)
        }
    }

    /// Notes what is mounted now, for the next start.
    ///
    /// A failure is no reason not to start: the record is a second safety, and a full disk ends some day.
    func write() {
        guard mounted != recorded else { return }
        try? AtomicFile.write(Array(mounted.sorted().map { $0 + "\n" }.joined().utf8), to: path)
    }

    /// The file system of a folder; nil where there is no such folder. It is opened, so that one that is mounted when
    /// it is used is; where that may not be, it is looked at.
    private static func device(of folder: SpoolFolder, _ layout: SpoolLayout) throws(SystemError) -> UInt64? {
        do {
            return try layout.openExisting(folder).status().stamp.device
        } catch {
            if error.number == ENOENT { return nil }
            return try layout.rootDescriptor.status(behind: folder.bytes)?.stamp.device
        }
    }
}
