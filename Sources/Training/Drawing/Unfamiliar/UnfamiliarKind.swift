/// Kinds of pictures that are not one digit.
public enum UnfamiliarKind: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// A letter.
    case letter
    /// Aimless strokes.
    case scribble
    /// A triangle, a star, a face, …
    case shape
    /// Hatching, waves or dots from edge to edge.
    case texture
    /// Paper without ink.
    case blank
    /// Two to five digits side by side.
    case several

    /// The name on the command line.
    public var description: String { rawValue }
}
