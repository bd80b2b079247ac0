import Glibc

/// An open file descriptor, closed when the last reference goes.
public final class Descriptor: Sendable {
    /// The number the kernel knows it by.
    public let number: Int32

    /// Takes over an open descriptor.
    public init(owning number: Int32) {
        precondition(number >= 0, "a descriptor is at least 0, not \(number)")
        self.number = number
    }

    deinit {
        close(number)
    }
}
