import Imaging

extension [UInt8] {
    /// Appends the `explanation` of a result: what was seen in the picture, and the three likeliest digits.
    ///
    /// Nothing is allocated but the text's own bytes. Of a picture without ink, only what there is to say is said.
    mutating func append(explanation ink: InkFacts, of reading: DigitReading?) {
        append(raw: #"{"polarity": "#)
        append(jsonString: ink.polarity.rawValue)
        append(raw: #", "paper_level": "#)
        append(decimal: Int(ink.paperLevel))
        if let box = ink.cropBox {
            append(raw: #", "ink_level": "#)
            append(decimal: Int(ink.inkLevel))
            append(raw: #", "crop_box": {"x": "#)
            append(decimal: box.x)
            append(raw: #", "y": "#)
            append(decimal: box.y)
            append(raw: #", "width": "#)
            append(decimal: box.width)
            append(raw: #", "height": "#)
            append(decimal: box.height)
            append(raw: #"}, "scale": "#)
            append(number: ink.scale, decimals: 6)
            append(raw: #", "stroke_width": "#)
            append(number: ink.strokeWidth, decimals: 2)
        }
        append(raw: #", "ink_share": "#)
        append(number: ink.inkShare, decimals: 6)
        append(raw: #", "components": "#)
        append(decimal: ink.components)
        append(raw: #", "passed_through": "#)
        ink.passedThrough ? append(raw: "true") : append(raw: "false")
        if let reading { append(topDigitsOf: reading.probabilities) }
        append(raw: "}")
    }

    private mutating func append(topDigitsOf probabilities: DigitProbabilities) {
        append(raw: #", "top_digits": ["#)
        var digit = probabilities.indexOfLargest
        append(decimal: digit)
        for _ in 1..<3 {
            guard let next = probabilities.next(after: digit) else { break }
            digit = next
            append(raw: ", ")
            append(decimal: digit)
        }
        append(raw: "]")
    }
}
