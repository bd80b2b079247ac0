import Imaging

/// A PNG put together byte by byte, without libpng or zlib: stored deflate blocks, its own checksums, filters and Adam7.
struct HandmadePNG {
    var width: Int
    var height: Int
    var colorType: PNGColorType
    var bitDepth: Int
    var isInterlaced = false
    /// What the header says; the height unless it is given.
    var declaredHeight: Int?
    /// Stored samples, row by row, channels interleaved.
    var samples: [UInt16]
    var palette: [(UInt8, UInt8, UInt8)] = []
    /// The data of tRNS.
    var transparency: [UInt8] = []
    /// Chunks to put in front of IDAT.
    var extraChunks: [(String, [UInt8])] = []

    var channels: Int {
        switch colorType {
        case .gray, .palette: 1
        case .grayAlpha: 2
        case .rgb: 3
        case .rgba: 4
        }
    }

    var bytes: [UInt8] {
        var header = Self.word(width) + Self.word(declaredHeight ?? height)
        header += [UInt8(bitDepth), colorType.rawValue, 0, 0, isInterlaced ? 1 : 0]
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        bytes += Self.chunk("IHDR", header)
        for (name, data) in extraChunks { bytes += Self.chunk(name, data) }
        if !palette.isEmpty { bytes += Self.chunk("PLTE", palette.flatMap { [$0.0, $0.1, $0.2] }) }
        if !transparency.isEmpty { bytes += Self.chunk("tRNS", transparency) }
        // Two IDATs, so that readers must join them.
        let data = Self.stored(filteredRows())
        bytes += Self.chunk("IDAT", Array(data[..<(data.count / 2)]))
        bytes += Self.chunk("IDAT", Array(data[(data.count / 2)...]))
        return bytes + Self.chunk("IEND", [])
    }

    /// The samples as 16-bit red, green, blue, alpha.
    var expectedChannels: [UInt16] {
        let top = 1 << bitDepth - 1
        let hidden = stride(from: 0, to: transparency.count - 1, by: 2)
            .map { UInt16(transparency[$0]) << 8 | UInt16(transparency[$0 + 1]) }
        return stride(from: 0, to: samples.count, by: channels).flatMap { at -> [UInt16] in
            let pixel = Array(samples[at..<at + channels])
            if colorType == .palette {
                let color = palette[Int(pixel[0])]
                let alpha = Int(pixel[0]) < transparency.count ? transparency[Int(pixel[0])] : 255
                return [color.0, color.1, color.2, alpha].map { UInt16($0) * 257 }
            }
            let scaled = pixel.map { UInt16(Int($0) * 65535 / top) }
            let opaque: UInt16 = !transparency.isEmpty && pixel == hidden ? 0 : 65535
            switch colorType {
            case .gray: return [scaled[0], scaled[0], scaled[0], opaque]
            case .grayAlpha: return [scaled[0], scaled[0], scaled[0], scaled[1]]
            case .rgb: return scaled + [opaque]
            default: return scaled
            }
        }
    }

    private func filteredRows() -> [UInt8] {
        let passes: [(Int, Int, Int, Int)] =
            isInterlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)]
        var result: [UInt8] = []
        for (x0, y0, dx, dy) in passes where x0 < width {
            var above: [UInt8] = []
            for (index, y) in stride(from: y0, to: height, by: dy).enumerated() {
                var values: [UInt16] = []
                for x in stride(from: x0, to: width, by: dx) {
                    let at = (y * width + x) * channels
                    values += samples[at..<at + channels]
                }
                let row = packed(values)
                if above.isEmpty { above = [UInt8](repeating: 0, count: row.count) }
                result += filtered(row, above: above, filter: index % 5)
                above = row
            }
        }
        return result
    }

    private func packed(_ values: [UInt16]) -> [UInt8] {
        if bitDepth == 16 { return values.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
        var row = [UInt8](repeating: 0, count: (values.count * bitDepth + 7) / 8)
        for (index, value) in values.enumerated() {
            let bit = index * bitDepth
            row[bit / 8] |= UInt8(value) << UInt8(8 - bitDepth - bit % 8)
        }
        return row
    }

    private func filtered(_ row: [UInt8], above: [UInt8], filter: Int) -> [UInt8] {
        let step = max(1, channels * bitDepth / 8)
        let differences = row.indices.map { index -> UInt8 in
            let left = index >= step ? Int(row[index - step]) : 0
            let up = Int(above[index])
            let upLeft = index >= step ? Int(above[index - step]) : 0
            let guess: Int
            switch filter {
            case 1: guess = left
            case 2: guess = up
            case 3: guess = (left + up) / 2
            case 4:
                let (a, b, c) = (abs(up - upLeft), abs(left - upLeft), abs(left + up - 2 * upLeft))
                guess = a <= b && a <= c ? left : b <= c ? up : upLeft
            default: guess = 0
            }
            return row[index] &- UInt8(guess)
        }
        return [UInt8(filter)] + differences
    }

    static func word(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(value >> $0 & 255) }
    }

    static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return word(data.count) + body + word(Int(crc(body)))
    }

    private static let crcTable: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }

    static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crcTable[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
    }

    /// A zlib stream of stored blocks.
    static func stored(_ data: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let end = min(data.count, start + 65535)
            let count = UInt16(end - start)
            result.append(end == data.count ? 1 : 0)
            for part in [count, ~count] { result += [UInt8(part & 255), UInt8(part >> 8)] }
            result += data[start..<end]
            start = end
        } while start < data.count
        var (a, b) = (1, 0)
        for byte in data {
            a = (a + Int(byte)) % 65521
            b = (b + a) % 65521
        }
        return result + word(b << 16 | a)
    }
}
