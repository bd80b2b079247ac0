/// What retention knows of the clock from its last look, in `.digitd/aged-at`. Times are nanoseconds since 1970.
public struct RetentionLook: Equatable, Sendable {
    /// A clock that may be wrong.
    public struct Doubt: Equatable, Sendable {
        /// What it showed when it was first doubted.
        public var began: Int64
        /// What it showed at the last look since.
        public var last: Int64

        /// A doubt with these times.
        public init(began: Int64, last: Int64) {
            self.began = began
            self.last = last
        }
    }

    /// What the clock showed when it was last trusted.
    public var trusted: Int64
    /// nil where it is trusted.
    public var doubt: Doubt?

    /// A look with these times.
    public init(trusted: Int64, doubt: Doubt? = nil) {
        self.trusted = trusted
        self.doubt = doubt
    }

    private static let name = Array("aged-at".utf8)
    private static let longest = 64

    /// What the last look of a root left; nil where there was none, or it can't be read.
    public static func read(_ layout: SpoolLayout) -> RetentionLook? {
        guard let state = try? layout.openExisting(.state),
            let bytes = try? state.contents(of: name, limit: longest)
        else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let times = words.compactMap { Int64($0) }
        // Whoever wrote it: nothing that can't be a time.
        guard times.count == words.count, times.allSatisfy({ $0 >= 0 && $0 < 1 << 62 }) else { return nil }
        switch times.count {
        case 1: return RetentionLook(trusted: times[0])
        case 3: return RetentionLook(trusted: times[0], doubt: Doubt(began: times[1], last: times[2]))
        default: return nil
        }
    }

    /// Keeps it for the next daemon; where it can't be written, that one trusts the clock it starts with.
    public func write(_ layout: SpoolLayout) {
        let times = [trusted] + (doubt.map { [$0.began, $0.last] } ?? [])
        let line = times.map(String.init).joined(separator: " ") + "\n"
        try? AtomicFile.write(Array(line.utf8), to: layout.path(of: .state) + "/aged-at")
    }
}
