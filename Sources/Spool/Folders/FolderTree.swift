import Glibc

/// One folder of the root with what lies below it, by descriptors that are opened once and kept (a few dozen).
///
/// Not shared between threads: each filing lane has its own.
final class FolderTree {
    let layout: SpoolLayout
    let folder: SpoolFolder
    private var top: (descriptor: Descriptor, stamp: FileStamp)?
    /// The file system it lay on when it was last looked at.
    private var device: UInt64?
    private var below: [[UInt8]: Descriptor] = [:]
    private static let kept = 64

    /// Names of folders that were not right below this one while it was as `seen`: as long as it is, they are not.
    private var missing: Set<[UInt8]> = []
    /// nil where it had changed so shortly before it was looked at that another change might leave it with the same times.
    private var seen: FileStamp?
    private let clock: SpoolClock

    /// Folders in which something was made since the last `takeTouched`, for those who sync each.
    private var touched: [Descriptor] = []

    init(_ layout: SpoolLayout, _ folder: SpoolFolder, clock: SpoolClock = .system) {
        self.layout = layout
        self.folder = folder
        self.clock = clock
    }

    /// The folder itself; made where it is missing.
    func descriptor() throws(SystemError) -> Descriptor {
        do {
            return try opened()
        } catch {
            guard error.number == ENOENT else { throw error }
            try layout.rootDescriptor.makeFolder(folder.bytes)
            return try opened()
        }
    }

    private func opened() throws(SystemError) -> Descriptor {
        if let top { return top.descriptor }
        let descriptor = try layout.openExisting(folder)
        top = (descriptor, try descriptor.status().stamp)
        return descriptor
    }

    /// A folder below, made with all on the way where it is missing.
    func making(_ path: [UInt8]) throws(SystemError) -> Descriptor {
        let top = try descriptor()
        if path.isEmpty { return top }
        if let known = below[path] { return known }
        var current = top
        for component in SpoolPath.components(path) {
            do {
                current = try current.openFolder(component)
            } catch {
                guard error.number == ENOENT else { throw error }
                try current.makeFolder(component)
                missing = []
                touched.append(current)
                current = try current.openFolder(component)
            }
        }
        keep(current, path)
        return current
    }

    /// A folder below, nil where it is missing.
    func existing(_ path: [UInt8]) throws(SystemError) -> Descriptor? {
        if missing.contains(path) { return nil }
        do {
            var current = try opened()
            if path.isEmpty { return current }
            if let known = below[path] { return known }
            for component in SpoolPath.components(path) { current = try current.openFolder(component) }
            keep(current, path)
            return current
        } catch {
            guard error.number == ENOENT || error.number == ENOTDIR || error.number == ELOOP else { throw error }
            if error.number == ENOENT, seen != nil, missing.count < Self.kept, !path.contains(SpoolPath.slash) {
                missing.insert(path)
            }
            return nil
        }
    }

    /// Closes the folders below, which people may move, and all where the folder itself is another one than was
    /// opened: replaced, renamed, mounted over.
    ///
    /// - Parameter root: the file system of the root.
    /// - Throws: where a file system of its own was mounted here and is no more: what is written then would be hidden
    ///   when it is back.
    func verify(root: UInt64) throws(SpoolOutage) {
        below = [:]
        let now = try? layout.rootDescriptor.status(behind: folder.bytes)?.stamp
        if now != seen { missing = [] }
        seen = now.flatMap { clock.wall() - $0.changed > Self.tick(of: $0) ? $0 : nil }
        if let device, device != root, now?.device ?? root == root {
            forget()
            throw SpoolOutage(cause: .unmounted, folder: folder)
        }
        if let now { device = now.device }
        if let top, now?.inode != top.stamp.inode || now?.device != top.stamp.device { forget() }
    }

    /// More than what the clock of the stamp's file system ticks in, nanoseconds: most follow the kernel's, which ticks in
    /// some milliseconds, others count in whole seconds or, like FAT, in two.
    private static func tick(of stamp: FileStamp) -> Int64 {
        stamp.changed % 1_000_000_000 == 0 ? 3_000_000_000 : 100_000_000
    }

    /// Closes everything; the next use opens what lies there then.
    func forget() {
        top = nil
        below = [:]
        missing = []
    }

    /// Folders that got new sub-folders since this was last asked.
    func takeTouched() -> [Descriptor] {
        defer { touched = [] }
        return touched
    }

    private func keep(_ descriptor: Descriptor, _ path: [UInt8]) {
        if below.count >= Self.kept { below = [:] }
        below[path] = descriptor
    }
}
