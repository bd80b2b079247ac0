/// Writes pictures as PNG through libpng, of every colour type and depth.
public struct PNGWriter: Sendable {
    /// 0 (fastest) ... 9 (smallest).
    public var compression: Int
    /// Whether rows are stored in the seven passes of Adam7.
    public var isInterlaced: Bool
    /// The exponent to state in gAMA, if any.
    public var gamma: Double?

    /// A writer with the given settings.
    public init(compression: Int = 6, isInterlaced: Bool = false, gamma: Double? = nil) {
        precondition((0...9).contains(compression), "a compression of \(compression)")
        self.compression = compression
        self.isInterlaced = isInterlaced
        self.gamma = gamma
    }

    /// The bytes of a PNG file with `picture`. Throws only where there is no memory left, or no PNG can be that large.
    public func write(_ picture: PNGPicture) throws(PNGError) -> [UInt8] {
        var writer = try PNGRowWriter(picture, isInterlaced: isInterlaced, compression: compression, gamma: gamma)
        let rows = pack(picture)
        for _ in 0..<writer.passes { try writer.append(rows) }
        return try writer.finish()
    }

    /// The bytes of an 8-bit grey PNG file with `raster`.
    public func write(_ raster: GrayRaster) throws(PNGError) -> [UInt8] {
        try write(PNGPicture(gray: raster))
    }

    /// Rows as PNG stores them: samples below 8 bits packed from the high end, 16 bits big-endian.
    private func pack(_ picture: PNGPicture) -> [UInt8] {
        let perRow = picture.width * picture.colorType.storedChannels
        let rowBytes = (perRow * picture.bitDepth + 7) / 8
        var rows = [UInt8](repeating: 0, count: rowBytes * picture.height)
        for y in 0..<picture.height {
            for index in 0..<perRow {
                let sample = picture.samples[y * perRow + index]
                let bit = index * picture.bitDepth
                let at = y * rowBytes + bit / 8
                switch picture.bitDepth {
                case 16:
                    rows[at] = UInt8(sample >> 8)
                    rows[at + 1] = UInt8(sample & 0xFF)
                case 8: rows[at] = UInt8(sample)
                default: rows[at] |= UInt8(sample) << UInt8(8 - picture.bitDepth - bit % 8)
                }
            }
        }
        return rows
    }
}
