import FuzzDriver
import Imaging
import Recognition

/// The way of a picture from its bytes to 28 × 28, or to its rejection.
@main enum PNGFuzzer {
    static func main() {
        // So little that what libFuzzer allows is far away: an input that needs more must be refused.
        let limits = DecodingLimits(pixels: 1 << 20, bytes: 1 << 20, workingBytes: 32 << 20)
        let preparer = PicturePreparer(limits: limits)
        var rowByRow = limits
        rowByRow.bytesAtOnce = 0
        let decoders = (PNGDecoder(limits: limits), PNGDecoder(limits: rowByRow))
        FuzzDriver.run { bytes in
            check(preparer.prepare(bytes))
            compare(decoders, bytes)
            // Most damage breaks a checksum, and libpng stops there: mended it gets further.
            let mended = ChunkChecksums.mended(bytes)
            if mended != bytes {
                check(preparer.prepare(mended))
                compare(decoders, mended)
            }
        }
    }

    /// Whether a picture is inflated as a whole or row by row, it is the same.
    private static func compare(_ decoders: (atOnce: PNGDecoder, rowByRow: PNGDecoder), _ bytes: [UInt8]) {
        guard let picture = try? decoders.rowByRow.decode(bytes) else { return }
        let other = try? decoders.atOnce.decode(bytes)
        precondition(other?.raster.pixels == picture.raster.pixels, "another picture when inflated as a whole")
    }

    /// What was read has a size, and ink where there is a digit.
    private static func check(_ picture: PreparedPicture) {
        guard case .success(let digit) = picture.content else { return }
        precondition(picture.size.map { $0.width > 0 && $0.height > 0 } ?? false, "a picture without a size")
        if let image = digit.image { precondition(image.pixels.contains { $0 > 0 }, "a digit without ink") }
        precondition(digit.facts.inkShare >= 0 && digit.facts.inkShare <= 1, "\(digit.facts)")
        precondition(digit.facts.scale.isFinite && digit.facts.strokeWidth.isFinite, "\(digit.facts)")
    }
}
