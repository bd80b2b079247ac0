import Glibc

/// A system call that failed.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The `errno` it left.
    public let number: Int32
    /// The call, such as `openat`.
    public let call: String

    /// An error with this `errno`.
    public init(number: Int32, call: String) {
        self.number = number
        self.call = call
    }

    /// What `errno` says now.
    static func last(_ call: String) -> SystemError {
        SystemError(number: errno, call: call)
    }

    /// One line, such as `openat: Permission denied`.
    public var description: String {
        "\(call): \(String(cString: strerror(number)))"
    }
}
