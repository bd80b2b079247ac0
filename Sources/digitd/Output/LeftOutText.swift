/// Pictures that could not be used, on standard error: a line each, then how many more.
enum LeftOutText {
    /// The most lines.
    private static let most = 20

    /// Writes them.
    static func write(_ pictures: [(name: String, reason: String)]) {
        for picture in pictures.prefix(most) {
            StandardError.write("\(picture.name.visible): \(picture.reason.visible)\n")
        }
        if pictures.count > most { StandardError.write("... and \(pictures.count - most) more\n") }
    }
}
