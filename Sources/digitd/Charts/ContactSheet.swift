import Imaging

/// A sheet of many pictures with what was made of each, written row by row: its memory is that of one row and the file,
/// however many pictures there are.
struct ContactSheet: ~Copyable {
    /// The form of its cells.
    let cell: SheetCell
    /// Cells in a row.
    let columns: Int
    private var writer: PNGRowWriter
    private var row: Canvas
    private var filled = 0

    /// Begins a sheet for `count` pictures.
    init(count: Int, columns: Int, cell: SheetCell, title: String) throws(PNGError) {
        precondition(count > 0 && columns > 0, "a sheet of \(count) pictures, \(columns) in a row")
        let columns = min(columns, count)
        let rows = (count + columns - 1) / columns
        let width = columns * cell.width
        var head = Canvas(width: width, height: Canvas.lineHeight() + 8)
        let room = width - 2 * SheetCell.margin
        head.text(Canvas.shortened(title, width: room), x: SheetCell.margin, y: 5, .gray)
        var writer = try PNGRowWriter(width: width, height: head.height + rows * cell.height, colorType: .rgb)
        try writer.append(head)
        self.writer = writer
        self.cell = cell
        self.columns = columns
        row = Canvas(width: width, height: cell.height)
    }

    /// Adds the next picture.
    mutating func append(_ picture: Canvas) throws(PNGError) {
        row.draw(picture, x: filled * cell.width, y: 0)
        filled += 1
        if filled == columns { try writeRow() }
    }

    /// The file, once all pictures are there.
    consuming func finish() throws(PNGError) -> [UInt8] {
        if filled > 0 { try writeRow() }
        return try writer.finish()
    }

    private mutating func writeRow() throws(PNGError) {
        try writer.append(row)
        row = Canvas(width: row.width, height: row.height)
        filled = 0
    }
}
