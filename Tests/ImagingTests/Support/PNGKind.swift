import Imaging

/// One of the ways in which PNG stores pixels.
struct PNGKind: CustomStringConvertible, Sendable {
    var colorType: PNGColorType
    var bitDepth: Int
    var isInterlaced: Bool
    var hasTransparency: Bool

    var description: String {
        "\(colorType) \(bitDepth)\(isInterlaced ? " interlaced" : "")\(hasTransparency ? " tRNS" : "")"
    }

    /// Every colour type, depth, interlace, with and without tRNS where the format has it.
    static let all: [PNGKind] = PNGColorType.allCases.flatMap { type in
        type.bitDepths.flatMap { depth in
            [false, true].flatMap { interlaced in
                (type == .grayAlpha || type == .rgba ? [false] : [false, true]).map {
                    PNGKind(colorType: type, bitDepth: depth, isInterlaced: interlaced, hasTransparency: $0)
                }
            }
        }
    }

    /// A picture of this kind with every channel busy.
    func picture(width: Int, height: Int) -> HandmadePNG {
        var png = HandmadePNG(width: width, height: height, colorType: colorType, bitDepth: bitDepth, samples: [])
        png.isInterlaced = isInterlaced
        let top = 1 << bitDepth
        var state: UInt32 = 12345
        png.samples = (0..<width * height * png.channels).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt16(Int(state >> 8) % top)
        }
        if colorType == .palette {
            png.palette = (0..<top).map { (UInt8($0 * 255 / (top - 1)), UInt8(($0 * 37) % 256), UInt8(255 - $0)) }
        }
        guard hasTransparency else { return png }
        switch colorType {
        case .palette: png.transparency = (0..<max(1, top / 2)).map { UInt8(($0 * 91) % 256) }
        default: png.transparency = png.samples[..<png.channels].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        }
        return png
    }
}
