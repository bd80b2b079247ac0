extension String {
    /// How many characters must be put in, taken out or replaced to turn this text into `other` (Levenshtein).
    func editDistance(to other: String) -> Int {
        let others = Array(other)
        var row = Array(0...others.count)
        for (index, character) in enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, otherCharacter) in others.enumerated() {
                let replaced = diagonal + (character == otherCharacter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[others.count]
    }
}
