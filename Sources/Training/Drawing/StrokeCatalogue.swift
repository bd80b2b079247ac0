/// Characters in writing: a text with their names and masters.
///
/// A line `1.flag 3 0.15 0.25` starts a character: its name, how often it is written beside others, the widest pen (a
/// share of its height) and, where there is one, the largest lean to the right that leave it readable. The lines up to the next name are its masters, in the notation of
/// `StrokeSkeleton`.
struct StrokeCatalogue: Sendable {
    /// One character of the catalogue.
    struct Character: Sendable {
        let name: String
        let frequency: Float
        let widestPen: Float
        let largestLean: Float
        let skeleton: StrokeSkeleton
    }

    let characters: [Character]

    /// Reads a catalogue; a mistake in it is a mistake in the program.
    init(_ text: String) {
        var characters: [Character] = []
        var head: [Substring] = []
        var masters: [String] = []
        func close() {
            guard !head.isEmpty else {
                return
            }
            guard (3...4).contains(head.count), let frequency = Float(head[1]), let pen = Float(head[2]) else {
                preconditionFailure("not a name, a frequency and a pen: \(head.joined(separator: " "))")
            }
            characters.append(
                Character(
                    name: String(head[0]),
                    frequency: frequency,
                    widestPen: pen,
                    largestLean: head.count > 3 ? Float(head[3]) ?? 0 : .infinity,
                    skeleton: StrokeSkeleton(masters)
                )
            )
            masters = []
        }
        for line in text.split(separator: "\n") {
            if line.contains(",") {
                masters.append(String(line))
            } else {
                close()
                head = line.split(separator: " ")
            }
        }
        close()
        self.characters = characters
    }
}
