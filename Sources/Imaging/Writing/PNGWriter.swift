internal import CPNG

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
        let (rows, rowBytes) = pack(picture)
        let colors = picture.palette.flatMap { [$0.red, $0.green, $0.blue] }
        let opaqueTail = picture.palette.reversed().prefix { $0.alpha == 255 }.count
        let alphas = picture.palette.dropLast(opaqueTail).map(\.alpha)
        return try rows.withUnsafeBufferPointer { rows throws(PNGError) in
            try colors.withUnsafeBufferPointer { colors throws(PNGError) in
                try alphas.withUnsafeBufferPointer { alphas throws(PNGError) in
                    var request = CPNGPicture()
                    request.width = UInt32(picture.width)
                    request.height = UInt32(picture.height)
                    request.bit_depth = UInt8(picture.bitDepth)
                    request.color_type = picture.colorType.rawValue
                    request.interlaced = isInterlaced ? 1 : 0
                    request.compression = UInt8(compression)
                    request.gamma = gamma ?? 0
                    request.rows = rows.baseAddress
                    request.row_bytes = rowBytes
                    request.palette = colors.baseAddress
                    request.palette_count = UInt16(picture.palette.count)
                    request.palette_alpha = alphas.baseAddress
                    request.palette_alpha_count = UInt16(alphas.count)
                    return try write(request)
                }
            }
        }
    }

    /// The bytes of an 8-bit grey PNG file with `raster`.
    public func write(_ raster: GrayRaster) throws(PNGError) -> [UInt8] {
        try write(PNGPicture(gray: raster))
    }

    private func write(_ request: CPNGPicture) throws(PNGError) -> [UInt8] {
        var request = request
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        var message = [CChar](repeating: 0, count: 128)
        let status = cpng_write(&request, &bytes, &count, &message)
        guard status == CPNG_OK, let bytes else {
            if status == CPNG_NO_MEMORY {
                throw .outOfMemory(width: Int(request.width), height: Int(request.height))
            }
            let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw .corrupt(reason: String(decoding: text, as: UTF8.self))
        }
        defer { cpng_release(bytes) }
        return [UInt8](UnsafeBufferPointer(start: bytes, count: count))
    }

    /// Rows as PNG stores them: samples below 8 bits packed from the high end, 16 bits big-endian.
    private func pack(_ picture: PNGPicture) -> (rows: [UInt8], rowBytes: Int) {
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
        return (rows, rowBytes)
    }
}
