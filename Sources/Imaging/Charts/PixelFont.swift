/// A small font of square pixels, 5 wide and 9 high, for the texts of charts and sheets: ASCII, and a box for anything
/// else.
enum PixelFont {
    /// Pixels across a character, and from one to the next.
    static let width = 5, advance = 6
    /// Pixels from the top of capitals to the line, and to the foot of letters that hang below it.
    static let ascent = 7, height = 9

    /// The rows of a character, top first; the highest of five bits is the left pixel.
    static func rows(of character: Character) -> [UInt8] {
        let code = character.asciiValue.map(Int.init) ?? 127
        return glyphs[(32..<127).contains(code) ? code - 32 : 95]
    }

    private static let glyphs: [[UInt8]] = {
        var glyphs = [[UInt8]](repeating: [], count: 96)
        for (line, text) in drawing.split(separator: "\n").enumerated() {
            for (place, pixels) in text.split(separator: " ").enumerated() {
                glyphs[line / height * 16 + place].append(pixels.reduce(0) { 2 * $0 + ($1 == "#" ? 1 : 0) })
            }
        }
        return glyphs
    }()
}
