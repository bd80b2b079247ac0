/// The three things that can come of a picture, by the words of the schema.
public enum Status: String, Sendable, Hashable, CaseIterable {
    /// Read, and sure enough.
    case classified
    /// Read, but a person should look.
    case uncertain
    /// Not readable as a picture.
    case rejected
}
