import Imaging
import Recognition

/// A contact sheet on its way to a file.
struct SheetFile: ~Copyable {
    private let path: String
    private let cell: SheetCell
    private var sheet: ContactSheet?

    /// Begins a sheet of `count` pictures.
    init(path: String, count: Int, columns: Int, side: Int, model: DigitModel) throws {
        self.path = path
        cell = SheetCell(side: side)
        sheet = try ContactSheet(
            count: count,
            columns: columns,
            cell: cell,
            title: "model \(model.identity.name): the original, what was taken for ink, as the network sees it, "
                + "probabilities"
        )
    }

    /// Adds the next results, each drawn by one of the queue's tasks.
    mutating func append(_ results: [DigitResult], at paths: ArraySlice<[UInt8]>, _ queue: PictureQueue) async throws {
        let (cell, paths) = (cell, Array(paths))
        let cells = await queue.concurrently(results.count) { index in
            // Four times the side: the rest of the way is averaged with shares of pixels.
            cell.canvas(results[index], PictureView(paths[index], queue: queue, side: 4 * cell.side))
        }
        for drawn in cells { try sheet?.append(drawn) }
    }

    /// Writes the file.
    mutating func write() throws {
        guard let sheet = sheet.take() else { return }
        try ChartFile.write(try sheet.finish(), to: path, replacing: .never)
    }
}
