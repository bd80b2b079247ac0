import Glibc

/// The right to work on a root, held by one process at a time.
///
/// The kernel takes the lock back when its process ends, however it ends, so a stale one is no obstacle.
public final class RootLock: Sendable {
    private let descriptor: Descriptor
    private let layout: SpoolLayout
    private let name: String
    private let stamp: FileStamp
    /// Whether it lies where the number of a file need not last.
    private let isShared: Bool

    /// Takes the lock; `SpoolError.locked` with the holder's process number where another process has it.
    ///
    /// - Parameter name: locks of different names do not exclude each other.
    public init(_ layout: SpoolLayout, name: String = "lock") throws(SpoolError) {
        let path = layout.path(of: .state) + "/" + name
        let folder = try layout.open(.state)
        func open(_ access: Int32) throws(SpoolError) -> Descriptor {
            do {
                return try folder.open(Array(name.utf8), access | O_CREAT | O_NOFOLLOW)
            } catch {
                throw .file(path: path, error)
            }
        }
        // Not for writing: an open file for writing would keep the file system from being made read-only.
        var descriptor = try open(O_RDONLY)
        var triesLeft = 20
        var isForWriting = false
        while retrying({ flock(descriptor.number, LOCK_EX | LOCK_NB) }) != 0 {
            if errno == EBADF, !isForWriting {
                // NFS locks only what is open for writing.
                descriptor = try open(O_RDWR)
                isForWriting = true
                continue
            }
            if errno != EWOULDBLOCK { throw .file(path: path, .last("flock")) }
            triesLeft -= 1
            // Those who only ask who has it share it for a moment.
            guard triesLeft > 0 else { throw .locked(root: layout.root, holder: Self.holder(descriptor)) }
            usleep(5000)
        }
        self.descriptor = descriptor
        self.layout = layout
        self.name = name
        do {
            stamp = try descriptor.status().stamp
            isShared = try descriptor.fileSystem().mayChangeUnannounced
        } catch {
            throw .file(path: path, error)
        }
        do {
            try folder.open(Array(name.utf8), O_WRONLY | O_TRUNC | O_NOFOLLOW).write(Array("\(getpid())\n".utf8))
        } catch {
            // A full disk must not keep the daemon from starting; the number is for people.
            guard [ENOSPC, EDQUOT, EROFS].contains(error.number) else { throw .file(path: path, error) }
        }
    }

    /// Throws `SpoolError.replaced` where the lock does not lie in the root any more: then another process may take one
    /// beside it.
    public func expectInPlace() throws(SpoolError) {
        do {
            let path = SpoolPath.join(SpoolFolder.state.bytes, Array(name.utf8))
            let there = try layout.rootDescriptor.status(behind: path)?.stamp
            if let there, there.isSameFile(as: stamp) || isShared { return }
        } catch {
            // What can't be told is left to those who work there.
            guard error.number == ENOTDIR else { return }
        }
        throw .replaced(path: layout.path(of: .state))
    }

    private static func holder(_ descriptor: Descriptor) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard let count = try? descriptor.read(into: &bytes, count: 16) else { return nil }
        let digits = bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }
        return Int32(String(decoding: digits, as: UTF8.self))
    }
}
