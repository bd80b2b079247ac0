import Glibc
import Spool

/// A Unix stream socket that people of the group may connect to. Holds the calls that takes.
enum UnixListener {
    /// Why there is no socket at a path, with what to do.
    enum Failure: Error, Equatable, CustomStringConvertible {
        case path
        case occupied
        case inUse
        case call(String, Int32)

        var description: String {
            switch self {
            case .path: "the path is longer than 107 bytes; name a shorter one"
            case .occupied: "something else stands there; name another place"
            case .inUse: "another process answers there; name another place"
            case .call(let call, let number): "\(call): \(String(cString: strerror(number)))"
            }
        }
    }

    /// Connections that may wait in line.
    private static let line: Int32 = 16

    /// Listens at `path`, in place of a socket that nobody answers at any more. Mode 660. A relative path is taken from
    /// the working folder.
    static func open(_ path: String) throws(Failure) -> Descriptor {
        guard let address = UnixSocketAddress(path: path) else { throw .path }
        var status = stat()
        if lstat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFSOCK else { throw .occupied }
            guard !address.isAnswered() else { throw .inUse }
            unlink(path)
        }
        guard let number = address.bound(SOCK_STREAM) else { throw .call("bind", errno) }
        let listener = Descriptor(owning: number)
        guard chmod(path, 0o660) == 0 else { throw .call("chmod", errno) }
        guard listen(number, line) == 0 else { throw .call("listen", errno) }
        return listener
    }

    /// Sends what fits at once, which is all of a few thousand bytes, and lets the client go.
    static func answer(_ client: Descriptor, _ bytes: [UInt8]) {
        _ = send(client.number, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        // With something unread the client would be told that the connection broke.
        var unread = [UInt8](repeating: 0, count: 4096)
        _ = recv(client.number, &unread, unread.count, Int32(MSG_DONTWAIT))
    }
}
