/// How a PNG stores colour (the format's own numbers).
public enum PNGColorType: UInt8, Sendable, Hashable, CaseIterable {
    /// Grey of 1, 2, 4, 8 or 16 bits.
    case gray = 0
    /// Red, green, blue of 8 or 16 bits.
    case rgb = 2
    /// Indices of 1, 2, 4 or 8 bits into a palette.
    case palette = 3
    /// Grey and alpha of 8 or 16 bits.
    case grayAlpha = 4
    /// Red, green, blue, alpha of 8 or 16 bits.
    case rgba = 6
}

/// What a PNG says about its picture before the pixels come.
public struct PNGHeader: Sendable, Hashable {
    /// Pixels in a row.
    public var width: Int
    /// Rows.
    public var height: Int
    /// Bits of one sample as stored: 1, 2, 4, 8 or 16.
    public var bitDepth: Int
    /// How colour is stored.
    public var colorType: PNGColorType
    /// Whether the rows come in the seven passes of Adam7.
    public var isInterlaced: Bool
    /// Whether colours or palette entries are declared transparent (tRNS).
    public var hasTransparentColor: Bool
    /// The exponent of gAMA; nil where nothing is stated, or sRGB.
    public var gamma: Double?
    /// How the picture is to be turned to be seen upright, as the Exif data in front of the pixels says.
    public var orientation = PictureOrientation.upright

    /// The channels of the picture once palettes are expanded: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
    var channels: Int {
        switch colorType {
        case .gray: hasTransparentColor ? 2 : 1
        case .rgb, .palette: hasTransparentColor ? 4 : 3
        case .grayAlpha: 2
        case .rgba: 4
        }
    }
}
