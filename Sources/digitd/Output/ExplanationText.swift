import Imaging
import Recognition

/// The explanation of a result in words, for a terminal.
enum ExplanationText {
    /// The verdict, what was seen in the picture, and the 28x28 image beside the ten probabilities.
    ///
    /// - Parameter doubt: why it is uncertain, in a line of its own.
    static func text(_ result: DigitResult, image: DigitImage?, doubt: String? = nil) -> String {
        var lines = ["\(result.file.visible): \(SheetCell.verdict(result))"]
        if case .rejected(let rejection) = result.outcome { lines.append("  " + rejection.message.visible) }
        lines += facts(result).map { "  " + $0 }
        if let doubt { lines.append("  doubt    " + doubt) }
        if let image {
            let bars = result.reading.map { Self.bars($0.probabilities) } ?? []
            for (place, row) in halfBlocks(image).enumerated() {
                let bar = bars.indices.contains(place - 2) ? "   " + bars[place - 2] : ""
                lines.append("  " + row + bar)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What was seen, a fact a line.
    private static func facts(_ result: DigitResult) -> [String] {
        guard let ink = result.ink, let size = result.image else { return [] }
        let picture = "picture  \(size.width)x\(size.height)"
        guard let box = ink.cropBox else { return ["\(picture), paper of lightness \(ink.paperLevel), no ink"] }
        let polarity = ink.polarity == .darkInk ? "dark" : "light"
        let pieces = ink.components == 1 ? "1 piece" : "\(ink.components) pieces"
        let form =
            ink.passedThrough
            ? "taken as it is: it has MNIST's form already"
            : "scaled by \(decimals(ink.scale, ink.scale < 0.1 ? 4 : 2)); strokes \(decimals(ink.strokeWidth, 1)) wide"
        return [
            "\(picture), \(polarity) ink of lightness \(ink.inkLevel) on paper of \(ink.paperLevel)",
            "digit    \(box.width)x\(box.height) at \(box.x), \(box.y), \(pieces), "
                + "\(decimals(100 * ink.inkShare, 2)) % of the picture",
            "image    \(form)",
        ]
    }

    /// The image with two rows a line, ink where a pixel is half inked.
    static func halfBlocks(_ image: DigitImage) -> [String] {
        let side = DigitImage.side
        return stride(from: 0, to: side, by: 2).map { row in
            (0..<side).map { column in
                let (upper, lower) = (image.pixels[row * side + column], image.pixels[(row + 1) * side + column])
                return upper >= 128 ? (lower >= 128 ? "█" : "▀") : lower >= 128 ? "▄" : "·"
            }.joined()
        }
    }

    /// A bar a digit, the likeliest marked.
    static func bars(_ probabilities: DigitProbabilities) -> [String] {
        let largest = probabilities.indexOfLargest
        return probabilities.enumerated().map { digit, probability in
            let percent = decimals(Double(probability) * 100, 2).padded(leftTo: 6) + " %"
            let bar = bar(Double(probability), width: 24)
            return "\(digit)\(digit == largest ? ">" : " ") \(percent)" + (bar.isEmpty ? "" : "  " + bar)
        }
    }

    /// A bar of a share of `width` cells, in eighths of a cell.
    static func bar(_ share: Double, width: Int) -> String {
        let eighths = Int((max(0, min(1, share)) * Double(8 * width)).rounded())
        let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        return String(repeating: "█", count: eighths / 8) + rest
    }
}
