/// Standard output for those who are called back with lines. A failure is kept until `flush`.
final class SharedOutput {
    private var output = StandardOutput()
    private var failure: Failure?

    /// Appends text.
    func write(_ text: String) {
        guard failure == nil else { return }
        do {
            try output.write(text)
        } catch {
            failure = error
        }
    }

    /// Writes what has come together.
    func flush() throws(Failure) {
        if let failure { throw failure }
        try output.flush()
    }
}
