/// Which files of a folder are old enough to go.
public struct RetentionCutoff: Sendable, Equatable {
    /// Those filed at this time or before it, nanoseconds since 1970.
    public var filedBy: Int64
    /// So many of them at most.
    public var atMost: Int

    /// A cutoff with these values.
    public init(filedBy: Int64, atMost: Int = .max) {
        self.filedBy = filedBy
        self.atMost = atMost
    }
}
