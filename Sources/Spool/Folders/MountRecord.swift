import Glibc

/// Which folders of a root are file systems of their own, kept from one start to the next: the bare mount point of one
/// that is not mounted must not be taken for an empty folder.
public struct MountRecord: Sendable {
    private let layout: SpoolLayout
    private let path: String
    /// The names of those that were one at the last start.
    private let recorded: Set<String>
    /// Those that are one now.
    let mounted: [SpoolFolder]

    /// Reads the record of a root and looks at its folders; nothing is made or written.
    public init(_ layout: SpoolLayout) throws(SpoolError) {
        self.layout = layout
        path = layout.path(of: .state) + "/mounts"
        do {
            let root = try layout.rootDescriptor.status().stamp.device
            var mounted: [SpoolFolder] = []
            for folder in SpoolFolder.allCases {
                guard let status = try layout.rootDescriptor.status(behind: folder.bytes) else { continue }
                if status.stamp.device != root { mounted.append(folder) }
            }
            self.mounted = mounted
        } catch {
            throw .folder(path: layout.root, error)
        }
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
        for folder in SpoolFolder.allCases where recorded.contains(folder.rawValue) && !mounted.contains(folder) {
            throw .unmounted(path: layout.path(of: folder), record: path)
        }
    }

    /// Notes what is mounted now, for the next start.
    ///
    /// A failure is no reason not to start: the record is a second safety, and a full disk ends some day.
    func write() {
        guard Set(mounted.map(\.rawValue)) != recorded else { return }
        try? AtomicFile.write(Array(mounted.map { $0.rawValue + "\n" }.joined().utf8), to: path)
    }
}
