internal import CPNG

/// Writes one PNG file row by row, so that a picture of any height needs no more memory than a few rows and the file
/// itself. All of the module's contact with the writing half of the C shim.
public struct PNGRowWriter: ~Copyable {
    /// How often all rows are handed over: 7 times where the file is interlaced.
    let passes: Int
    private let handle: OpaquePointer
    private let width: Int
    private let rowBytes: Int
    private var rowsLeft: Int

    /// Starts a file of 8-bit samples that is not interlaced.
    ///
    /// - Parameters:
    ///   - colorType: any but a palette.
    ///   - compression: 0 (fastest) ... 9 (smallest).
    public init(width: Int, height: Int, colorType: PNGColorType, compression: Int = 9) throws(PNGError) {
        precondition(colorType != .palette, "a palette is written by PNGWriter")
        var request = CPNGPicture()
        request.bit_depth = 8
        request.color_type = colorType.rawValue
        request.compression = UInt8(compression)
        (handle, passes) = try Self.open(request, width: width, height: height)
        rowBytes = width * colorType.storedChannels
        self.width = width
        rowsLeft = height
    }

    /// Starts a file for `picture`.
    init(_ picture: PNGPicture, isInterlaced: Bool, compression: Int, gamma: Double?) throws(PNGError) {
        let colors = picture.palette.flatMap { [$0.red, $0.green, $0.blue] }
        let opaqueTail = picture.palette.reversed().prefix { $0.alpha == 255 }.count
        let alphas = picture.palette.dropLast(opaqueTail).map(\.alpha)
        (handle, passes) = try colors.withUnsafeBufferPointer { colors throws(PNGError) in
            try alphas.withUnsafeBufferPointer { alphas throws(PNGError) in
                var request = CPNGPicture()
                request.bit_depth = UInt8(picture.bitDepth)
                request.color_type = picture.colorType.rawValue
                request.interlaced = isInterlaced ? 1 : 0
                request.compression = UInt8(compression)
                request.gamma = gamma ?? 0
                request.palette = colors.baseAddress
                request.palette_count = UInt16(picture.palette.count)
                request.palette_alpha = alphas.baseAddress
                request.palette_alpha_count = UInt16(alphas.count)
                return try Self.open(request, width: picture.width, height: picture.height)
            }
        }
        rowBytes = (picture.width * picture.colorType.storedChannels * picture.bitDepth + 7) / 8
        width = picture.width
        rowsLeft = picture.height * passes
    }

    /// A writer of the C shim that has written all that stands before the rows.
    private static func open(
        _ request: CPNGPicture,
        width: Int,
        height: Int
    ) throws(PNGError) -> (handle: OpaquePointer, passes: Int) {
        precondition(width > 0 && height > 0, "a picture of \(width) x \(height) pixels")
        guard let handle = cpng_writer_open() else { throw .outOfMemory(width: width, height: height) }
        var request = request
        request.width = UInt32(width)
        request.height = UInt32(height)
        var passes: Int32 = 1
        guard cpng_writer_header(handle, &request, &passes) == CPNG_OK else {
            defer { cpng_writer_close(handle) }
            throw .corrupt(reason: String(cString: cpng_writer_message(handle)))
        }
        return (handle, Int(passes))
    }

    deinit {
        cpng_writer_close(handle)
    }

    /// Adds rows, one after the other without a gap, as PNG stores them.
    public mutating func append(_ rows: [UInt8]) throws(PNGError) {
        let count = rows.count / rowBytes
        precondition(count * rowBytes == rows.count && count <= rowsLeft, "\(rows.count) bytes for \(rowsLeft) rows")
        rowsLeft -= count
        let (handle, rowBytes) = (handle, rowBytes)
        let status = rows.withUnsafeBufferPointer { cpng_writer_rows(handle, $0.baseAddress, rowBytes, count) }
        try check(status)
    }

    /// Adds the rows of a canvas as wide as the picture.
    public mutating func append(_ canvas: Canvas) throws(PNGError) {
        precondition(canvas.width == width, "a canvas \(canvas.width) wide for a picture of \(width)")
        try append(canvas.pixels)
    }

    /// The file's bytes, once all rows are there.
    public consuming func finish() throws(PNGError) -> [UInt8] {
        precondition(rowsLeft == 0, "\(rowsLeft) rows are missing")
        var bytes: UnsafePointer<UInt8>?
        var count = 0
        try check(cpng_writer_finish(handle, &bytes, &count))
        return [UInt8](UnsafeBufferPointer(start: bytes, count: count))
    }

    private func check(_ status: CPNGStatus) throws(PNGError) {
        guard status != CPNG_OK else { return }
        throw .corrupt(reason: String(cString: cpng_writer_message(handle)))
    }
}
