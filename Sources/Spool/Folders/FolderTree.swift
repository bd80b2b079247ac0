import Glibc

/// One folder of the root with what lies below it, by descriptors that are opened once and kept (a few dozen).
///
/// Not shared between threads: each filing lane has its own.
final class FolderTree {
    let layout: SpoolLayout
    let folder: SpoolFolder
    private var top: Descriptor?
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
            if path.isEmpty { return try descriptor() }
            if let known = below[path] { return known }
            var current = try descriptor()
            for component in SpoolPath.components(path) { current = try current.openFolder(component) }
            keep(current, path)
            return current
        } catch {
            if error.number == ENOENT || error.number == ENOTDIR || error.number == ELOOP { return nil }
            throw error
        }
    }

    /// Closes everything where the folder is another one than was opened: replaced, renamed, mounted over.
    func verify() {
        guard let top else { return }
        let identity = { (descriptor: Descriptor) in
            (try? descriptor.status()).map { [$0.stamp.inode, $0.stamp.device] }
        }
        guard let now = try? layout.openExisting(folder), identity(now) == identity(top) else { return forget() }
        // A folder below that was removed has no name left.
        for (path, descriptor) in below where descriptor.isRemoved { below[path] = nil }
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
