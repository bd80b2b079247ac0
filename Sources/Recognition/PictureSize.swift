/// Width and height of a picture in pixels.
public struct PictureSize: Sendable, Hashable {
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// The size of these numbers of columns and rows.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}
