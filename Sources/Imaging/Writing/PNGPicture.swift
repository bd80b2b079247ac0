/// A picture to write as PNG: its samples as the file stores them.
public struct PNGPicture: Sendable, Hashable {
    /// A colour of a palette.
    public struct PaletteColor: Sendable, Hashable {
        /// 0 ... 255 each; alpha 255 is opaque.
        public var red, green, blue, alpha: UInt8

        /// A colour.
        public init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
            (self.red, self.green, self.blue, self.alpha) = (red, green, blue, alpha)
        }
    }

    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// How colour is stored.
    public let colorType: PNGColorType
    /// Bits of a sample: 1, 2, 4, 8 or 16, as the colour type allows.
    public let bitDepth: Int
    /// Row by row, channels interleaved, each 0 ..< 2^bitDepth.
    public let samples: [UInt16]
    /// The colours that the samples of a palette picture point at.
    public let palette: [PaletteColor]

    /// A picture of any kind PNG has. Samples that are out of range, or too few, are a mistake of the caller.
    public init(
        width: Int,
        height: Int,
        colorType: PNGColorType,
        bitDepth: Int,
        samples: [UInt16],
        palette: [PaletteColor] = []
    ) {
        let count = width * height * colorType.storedChannels
        precondition(width > 0 && height > 0, "a picture of \(width) x \(height) pixels")
        precondition(colorType.bitDepths.contains(bitDepth), "\(colorType) with \(bitDepth) bits")
        precondition(samples.count == count, "\(samples.count) samples instead of \(count)")
        let top = colorType == .palette ? palette.count - 1 : 1 << bitDepth - 1
        precondition(samples.allSatisfy { Int($0) <= top }, "a sample above \(top)")
        precondition(palette.count <= 1 << min(bitDepth, 8), "\(palette.count) colours with \(bitDepth) bits")
        self.width = width
        self.height = height
        self.colorType = colorType
        self.bitDepth = bitDepth
        self.samples = samples
        self.palette = palette
    }

    /// A grey picture of 8 bits.
    public init(gray raster: GrayRaster) {
        self.init(
            width: raster.width,
            height: raster.height,
            colorType: .gray,
            bitDepth: 8,
            samples: raster.pixels.map(UInt16.init)
        )
    }

    /// A digit as it is: bright ink on black.
    public init(_ digit: DigitImage) {
        self.init(gray: GrayRaster(width: DigitImage.side, height: DigitImage.side, pixels: digit.pixels))
    }

    /// A picture of red, green, blue bytes, interleaved.
    public init(width: Int, height: Int, rgb bytes: [UInt8]) {
        self.init(width: width, height: height, colorType: .rgb, bitDepth: 8, samples: bytes.map(UInt16.init))
    }

    /// A picture of red, green, blue, alpha bytes, interleaved, not premultiplied.
    public init(width: Int, height: Int, rgba bytes: [UInt8]) {
        self.init(width: width, height: height, colorType: .rgba, bitDepth: 8, samples: bytes.map(UInt16.init))
    }
}

extension PNGColorType {
    /// Samples of a pixel as stored.
    var storedChannels: Int {
        switch self {
        case .gray, .palette: 1
        case .grayAlpha: 2
        case .rgb: 3
        case .rgba: 4
        }
    }

    /// The bit depths that go with the colour type.
    public var bitDepths: [Int] {
        switch self {
        case .gray: [1, 2, 4, 8, 16]
        case .palette: [1, 2, 4, 8]
        case .rgb, .grayAlpha, .rgba: [8, 16]
        }
    }
}
