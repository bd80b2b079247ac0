import Glibc

/// The address of a Unix socket, in the form the system calls take. Holds this module's unsafe pointers.
struct UnixSocketAddress {
    private var address = sockaddr_un()
    private let length: socklen_t

    /// The address of a path, or of an abstract name after an `@`; `nil` where it is neither absolute nor abstract, or
    /// longer than the 107 bytes an address holds.
    init?(_ name: String) {
        let bytes = Array(name.utf8)
        guard bytes.count > 1, bytes[0] == UInt8(ascii: "/") || bytes[0] == UInt8(ascii: "@") else { return nil }
        self.init(bytes, isAbstract: bytes[0] == UInt8(ascii: "@"))
    }

    /// The address of a file; a relative path is taken from the working folder. `nil` where it is longer than the 107
    /// bytes an address holds.
    init?(path: String) {
        self.init(Array(path.utf8), isAbstract: false)
    }

    private init?(_ name: [UInt8], isAbstract: Bool) {
        var bytes = name
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else {
            return nil
        }
        if isAbstract { bytes[0] = 0 }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        // A path ends with a zero byte; an abstract name ends with the length.
        length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1))
    }

    /// Sends one datagram from a socket made for it; `false` where any step fails. Never blocks.
    func send(_ text: String) -> Bool {
        let descriptor = socket(AF_UNIX, Self.type(SOCK_DGRAM, SOCK_CLOEXEC, SOCK_NONBLOCK), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        let sent = withPointer { sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length) }
        return sent == bytes.count
    }

    /// A stream socket connected to this address; `nil`, with `errno`, where nobody answers. Never blocks.
    func connected() -> Int32? {
        let descriptor = socket(AF_UNIX, Self.type(SOCK_STREAM, SOCK_CLOEXEC, SOCK_NONBLOCK), 0)
        guard descriptor >= 0 else { return nil }
        if withPointer({ connect(descriptor, $0, length) }) == 0 { return descriptor }
        closeKeepingError(descriptor)
        return nil
    }

    /// Whether a process listens at this address for connections.
    func isAnswered() -> Bool {
        // A full line of connections is one that somebody listens to.
        guard let descriptor = connected() else { return errno == EAGAIN }
        close(descriptor)
        return true
    }

    /// A socket bound to this address; `nil`, with `errno`, where it can't be made or bound.
    func bound(_ kind: __socket_type = SOCK_DGRAM) -> Int32? {
        let descriptor = socket(AF_UNIX, Self.type(kind, SOCK_CLOEXEC), 0)
        guard descriptor >= 0 else { return nil }
        guard withPointer({ bind(descriptor, $0, length) }) == 0 else {
            closeKeepingError(descriptor)
            return nil
        }
        return descriptor
    }

    private func closeKeepingError(_ descriptor: Int32) {
        let failure = errno
        close(descriptor)
        errno = failure
    }

    private func withPointer<Value>(_ body: (UnsafePointer<sockaddr>) -> Value) -> Value {
        withUnsafePointer(to: address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }

    private static func type(_ parts: __socket_type...) -> Int32 {
        parts.reduce(0) { $0 | Int32(bitPattern: $1.rawValue) }
    }
}
