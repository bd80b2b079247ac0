/// A picture read from a PNG file, grey, and averaged down where it was large.
public struct DecodedPicture: Sendable, Hashable {
    /// What the file said about itself.
    public var header: PNGHeader
    /// The picture's lightness, upright.
    public var raster: GrayRaster
    /// How many of the file's pixels along each side went into one of the raster's; 1 is full size.
    public var reduction: Int

    /// Pixels in a row of the file's picture.
    public var width: Int { header.width }
    /// Rows of the file's picture.
    public var height: Int { header.height }

    /// A picture with `header` whose pixels were averaged down by `reduction` to `raster`.
    public init(header: PNGHeader, raster: GrayRaster, reduction: Int) {
        self.header = header
        self.raster = raster
        self.reduction = reduction
    }
}

/// The channels of a picture as the file states them: before gamma, alpha and the turn to grey.
public struct ChannelPicture: Sendable, Hashable {
    /// Pixels in a row.
    public var width: Int
    /// Rows.
    public var height: Int
    /// `4 * width * height` values, red, green, blue, alpha interleaved, 0 ... 65535; a value v of n bits is
    /// `v * 65535 / (2^n - 1)`.
    public var samples: [UInt16]
}
