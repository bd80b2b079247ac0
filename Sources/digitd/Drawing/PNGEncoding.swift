import Imaging

/// The ways a drawn picture may be stored, so that samples show every kind of PNG people's programs write.
enum PNGEncoding: String, CaseIterable, Sendable {
    case gray8, gray16, gray4, palette, grayAlpha, rgb8, rgb16, rgba8, interlaced

    /// The ways that keep what is in the picture: colour, transparency. A palette keeps at most 256 colours.
    static func fitting(_ raster: RGBARaster) -> [PNGEncoding] {
        switch (raster.isOpaque, raster.isGray) {
        case (true, true): [.gray8, .rgb8, .palette, .gray16, .interlaced, .gray4]
        case (true, false): [.rgb8, .interlaced, .rgb16]
        case (false, true): [.rgba8, .grayAlpha]
        case (false, false): [.rgba8]
        }
    }

    /// The bytes of a PNG file with `raster` stored this way.
    func encode(_ raster: RGBARaster) throws(PNGError) -> [UInt8] {
        try PNGWriter(isInterlaced: self == .interlaced).write(picture(raster))
    }

    private func picture(_ raster: RGBARaster) -> PNGPicture {
        let (red, green, blue, alpha) = (0, 1, 2, 3)
        let wide = { (byte: UInt8) in UInt16(byte) * 257 }
        switch self {
        case .gray8: return raster.picture(.gray, 8, [red]) { UInt16($0) }
        case .gray16: return raster.picture(.gray, 16, [red], wide)
        case .gray4: return raster.picture(.gray, 4, [red]) { (UInt16($0) * 15 + 127) / 255 }
        case .palette:
            let shades = (0...255).map { PNGPicture.PaletteColor(red: $0, green: $0, blue: $0) }
            return raster.picture(.palette, 8, [red], palette: shades) { UInt16($0) }
        case .grayAlpha: return raster.picture(.grayAlpha, 8, [red, alpha]) { UInt16($0) }
        case .rgb8, .interlaced: return raster.picture(.rgb, 8, [red, green, blue]) { UInt16($0) }
        case .rgb16: return raster.picture(.rgb, 16, [red, green, blue], wide)
        case .rgba8: return raster.picture(.rgba, 8, [red, green, blue, alpha]) { UInt16($0) }
        }
    }
}

extension RGBARaster {
    /// A picture of some of the four channels, each byte turned into a sample.
    fileprivate func picture(
        _ colorType: PNGColorType,
        _ bitDepth: Int,
        _ channels: [Int],
        palette: [PNGPicture.PaletteColor] = [],
        _ sample: (UInt8) -> UInt16
    ) -> PNGPicture {
        var samples: [UInt16] = []
        samples.reserveCapacity(width * height * channels.count)
        for pixel in stride(from: 0, to: pixels.count, by: 4) {
            for channel in channels { samples.append(sample(pixels[pixel + channel])) }
        }
        return PNGPicture(
            width: width,
            height: height,
            colorType: colorType,
            bitDepth: bitDepth,
            samples: samples,
            palette: palette
        )
    }
}
