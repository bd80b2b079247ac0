internal import CSystemCalls

extension Descriptor {
    /// Waits for a connection to this listening socket.
    public func accept() throws(SystemError) -> Descriptor {
        let number = retrying { digitd_accept(self.number) }
        guard number >= 0 else { throw .last("accept4") }
        return Descriptor(owning: number)
    }
}
