import Glibc

/// One folder of the root with what lies below it, by descriptors that are opened once and kept (a few dozen).
///
/// Not shared between threads: each filing lane has its own.
final class FolderTree {
    let layout: SpoolLayout
    let folder: SpoolFolder
    private var top: Descriptor?
    /// The file system it lay on when it was last looked at.
    private var device: UInt64?
    private var below: [[UInt8]: Descriptor] = [:]
    private static let kept = 64

    /// Folders in which something was made since the last `takeTouched`, for those who sync each.
    private var touched: [Descriptor] = []

    init(_ layout: SpoolLayout, _ folder: SpoolFolder) {
        self.layout = layout
        self.folder = folder
    }

    /// The folder itself; made where it is missing.
    func descriptor() throws(SystemError) -> Descriptor {
        if let top { return top }
        do {
            top = try layout.openExisting(folder)
        } catch {
            guard error.number == ENOENT else { throw error }
            try layout.rootDescriptor.makeFolder(folder.bytes)
            top = try layout.openExisting(folder)
        }
        return top!
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
                touched.append(current)
                current = try current.openFolder(component)
            }
        }
        keep(current, path)
        return current
    }

    /// A folder below, nil where it is missing.
    func existing(_ path: [UInt8]) throws(SystemError) -> Descriptor? {
        do {
            if top == nil { top = try layout.openExisting(folder) }
            if path.isEmpty { return top }
            if let known = below[path] { return known }
            var current = top!
            for component in SpoolPath.components(path) { current = try current.openFolder(component) }
            keep(current, path)
            return current
        } catch {
            if error.number == ENOENT || error.number == ENOTDIR || error.number == ELOOP { return nil }
            throw error
        }
    }

    /// Closes the folders below, which people may move, and all where the folder itself is another one than was
    /// opened: replaced, renamed, mounted over.
    ///
    /// - Throws: where a file system of its own was mounted here and is no more: what is written then would be hidden
    ///   when it is back.
    func verify() throws(SpoolOutage) {
        below = [:]
        do throws(SystemError) {
            let now = try layout.rootDescriptor.status(behind: folder.bytes)?.stamp
            let root = try layout.rootDescriptor.status().stamp.device
            if let device, device != root, now?.device ?? root == root {
                throw SystemError(number: ENODEV, call: "open")
            }
            if let now { device = now.device }
            if let known = try top?.status().stamp, now?.inode != known.inode || now?.device != known.device {
                forget()
            }
        } catch {
            forget()
            if error.number == ENODEV { throw SpoolOutage(cause: .unmounted, folder: folder) }
        }
    }

    /// Closes everything; the next use opens what lies there then.
    func forget() {
        top = nil
        below = [:]
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
