import Recognition

/// A label that somebody gave to a picture, as a model's file notes it: by what is in the picture and not by its name.
public struct LabelNote: Sendable, Hashable {
    /// The digit.
    let label: Int
    /// The hash of the file.
    let sha256: ContentHash
    /// The hash of the 784 pixels that the network sees, which the same picture has that was saved again by another
    /// program; nil where an earlier version of digitd noted the label.
    let pixels: ContentHash?

    /// The label of an example.
    init(_ example: LabelFolder.Example) {
        label = example.label
        sha256 = example.sha256
        pixels = ContentHash(of: example.image.pixels)
    }

    /// Reads ``line``.
    init?(line: some StringProtocol) {
        let words = line.split(separator: " ")
        guard (2...3).contains(words.count), let label = Int(words[0]), (0...9).contains(label),
            let sha256 = ContentHash(hex: String(words[1]))
        else { return nil }
        self.label = label
        self.sha256 = sha256
        pixels = words.count == 3 ? ContentHash(hex: String(words[2])) : nil
        if words.count == 3, pixels == nil { return nil }
    }

    /// The note as text: the digit and the hashes.
    var line: String { "\(label) \(sha256.hex)" + (pixels.map { " \($0.hex)" } ?? "") }
}

/// Labels to be found again, whether a picture lies there as it was or was saved again. A picture under another digit
/// than then is another label.
struct LabelNotes {
    private struct Key: Hashable {
        let label: Int
        let hash: ContentHash
    }

    private var keys: Set<Key> = []

    init(_ notes: some Sequence<LabelNote>) {
        for note in notes { keys.formUnion(Self.keys(of: note)) }
    }

    func contains(_ note: LabelNote) -> Bool { Self.keys(of: note).contains(where: keys.contains) }

    private static func keys(of note: LabelNote) -> [Key] {
        [note.sha256, note.pixels].compactMap { $0 }.map { Key(label: note.label, hash: $0) }
    }
}
