extension String {
    /// The text as a shell takes it for one word: as it is where that is plain, else in single quotes.
    var shellQuoted: String {
        let isPlain = allSatisfy { $0.isLetter || $0.isNumber || "/._-+:@,=".contains($0) }
        if isPlain, !isEmpty { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
