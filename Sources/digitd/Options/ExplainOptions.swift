import ArgumentParser
import Imaging
import Recognition

/// How `classify` explains its results: in words, or as a contact sheet.
struct ExplainOptions: ParsableArguments {
    @Flag(help: "Tell what was seen in each picture and what was made of it.")
    var explain = false

    @Option(
        help: ArgumentHelp(
            "With --explain: a contact sheet of all pictures instead of words; for each the original, what was taken "
                + "for ink, the image that the network sees, and the ten probabilities. Nothing is overwritten.",
            valueName: "OUT.png"
        )
    )
    var picture: String?

    @Option(help: ArgumentHelp("Pictures in a row of the contact sheet.", valueName: "N"))
    var columns = 3

    @Option(help: ArgumentHelp("Pixels along the side of each picture on it; a multiple of 28.", valueName: "N"))
    var side = 84

    func validate() throws {
        guard picture == nil || explain else { throw ValidationError("--picture goes with --explain") }
        try ChartFile.expectName(picture)
        guard (1...100).contains(columns) else { throw ValidationError("--columns must be 1 to 100") }
        guard (28...560).contains(side), side % 28 == 0 else {
            throw ValidationError("--side must be a multiple of 28 from 28 to 560")
        }
    }

    /// Makes sure that the contact sheet that was asked for can be written, over nothing that is there.
    ///
    /// - Parameter pictures: those that are read.
    func expectNewSheet(of pictures: [[UInt8]]) throws(Failure) {
        if let picture { try ChartFile.expectNew(picture, pictures: pictures) }
    }

    /// Whether the explanation goes to standard output in words.
    var printsText: Bool { explain && picture == nil }
}

extension ExplainOptions {
    /// The explanations of some results, in words.
    func texts(
        of results: [DigitResult],
        at paths: ArraySlice<[UInt8]>,
        _ queue: PictureQueue,
        doubts: DoubtText
    ) async -> [String] {
        let paths = Array(paths)
        return await queue.concurrently(results.count) { index in
            let image = PictureView(paths[index], queue: queue, side: 1).explained?.digit.image
            let doubt = doubts.text(results[index], image: image)
            return ExplanationText.text(results[index], image: image, doubt: doubt)
        }
    }

    /// The contact sheet that was asked for, of `count` pictures; nil where none was, or there are no pictures.
    func sheet(of count: Int, model: DigitModel) throws -> SheetFile? {
        guard let picture, count > 0 else { return nil }
        return try SheetFile(path: picture, count: count, columns: columns, side: side, model: model)
    }
}
