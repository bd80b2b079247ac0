import Glibc

/// One folder of the root with what lies below it, by descriptors that are opened once and kept (a few dozen).
///
/// Not shared between threads: each filing lane has its own.
final class FolderTree {
    let layout: SpoolLayout
    let folder: SpoolFolder
    private var top: Top?
    /// The file system it lay on when it was last looked at.
    private var device: UInt64?
    private var below: [[UInt8]: Descriptor] = [:]
    private static let kept = 64

    /// Names of folders that were not right below this one while it was as `seen`: as long as it is, they are not.
    private var missing: Set<[UInt8]> = []
    /// nil where its times may hide a change.
    private var seen: FileStamp?
    private let clock: SpoolClock

    private struct Top {
        let descriptor: Descriptor
        /// When it was opened.
        let stamp: FileStamp
        /// Whether others may see and change it over a network, and its times come late.
        let isShared: Bool

        init(_ descriptor: Descriptor) throws(SystemError) {
            self.descriptor = descriptor
            stamp = try descriptor.status().stamp
            // What can't be told is looked at each time.
            isShared = (try? descriptor.fileSystem().mayChangeUnannounced) ?? true
        }
    }

    /// Folders in which one was made in the batch under way, and whose new names nobody has waited for yet.
    private var parentsOfNew: [Descriptor] = []

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
        let opened = try Top(layout.openExisting(folder))
        top = opened
        return opened.descriptor
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
                parentsOfNew.append(current)
                current = try current.openFolder(component)
            }
        }
        // Made here or by another lane.
        missing = []
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
            let isRightBelow = top?.isShared == false && !path.isEmpty && !path.contains(SpoolPath.slash)
            if error.number == ENOENT, isRightBelow, seen != nil, missing.count < Self.kept { missing.insert(path) }
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
        parentsOfNew = []
        let now: FileStamp?
        do {
            now = try layout.rootDescriptor.status(behind: folder.bytes)?.stamp
        } catch {
            // What is wrong shows when it is opened.
            return forget()
        }
        if now != seen { missing = [] }
        let wall = clock.wall()
        seen = now.flatMap { $0.showsChanges(after: wall) ? $0 : nil }
        if let device, device != root, now?.device ?? root == root {
            forget()
            throw SpoolOutage(cause: .unmounted, folder: folder)
        }
        if let now { device = now.device }
        if let top, now?.isSameFile(as: top.stamp) != true { forget() }
    }

    /// Closes everything; the next use opens what lies there then.
    func forget() {
        top = nil
        below = [:]
        missing = []
        seen = nil
    }

    /// Waits until the names of the folders that were made in the batch under way are on the disk.
    func synchronizeNew() throws(SystemError) {
        while let parent = parentsOfNew.last {
            try parent.synchronize()
            parentsOfNew.removeLast()
        }
    }

    private func keep(_ descriptor: Descriptor, _ path: [UInt8]) {
        if below.count >= Self.kept { below = [:] }
        below[path] = descriptor
    }
}
