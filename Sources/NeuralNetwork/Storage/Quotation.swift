extension String {
    /// The text as an error may quote it: it comes from a file, so control characters, which could steer a terminal, are
    /// written out, and of what is too long for a line the middle goes.
    var quotation: String {
        let half = 50
        let scalars = Array(unicodeScalars)
        func visible(_ part: ArraySlice<Unicode.Scalar>) -> String {
            part.map { $0.properties.generalCategory == .control ? $0.escaped(asASCII: true) : String($0) }.joined()
        }
        guard scalars.count > 2 * half else { return visible(scalars[...]) }
        return visible(scalars.prefix(half)) + "..." + visible(scalars.suffix(half))
    }
}

extension [Int] {
    /// Sizes as an error may quote them.
    var quotation: String { count > 16 ? "[\(prefix(16).map(String.init).joined(separator: ", ")), ...]" : "\(self)" }
}
