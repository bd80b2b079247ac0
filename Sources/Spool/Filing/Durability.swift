/// What must be on the disk before an original moves.
public enum Durability: String, Sendable, CaseIterable {
    /// The results of a batch, by one sync of their file system. The default.
    case batch
    /// Each result by itself, and every name.
    case file
    /// Nothing; after a power cut results may be torn.
    case none
}
