internal import CPNG

/// One run of libpng over the bytes of a file. All of the module's contact with the reading half of the C shim.
struct PNGReader: ~Copyable {
    private let handle: OpaquePointer
    private let count: Int

    /// Starts on `bytes`, which must outlive the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>, chunkBytes: Int) throws(PNGError) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { throw .empty }
        guard let handle = cpng_reader_open(base, bytes.count, chunkBytes) else {
            throw .outOfMemory(width: 0, height: 0)
        }
        self.handle = handle
        count = bytes.count
    }

    deinit {
        cpng_reader_close(handle)
    }

    /// Reads all chunks in front of the pixels.
    mutating func header() throws(PNGError) -> PNGHeader {
        var header = CPNGHeader()
        try check(cpng_reader_header(handle, &header))
        return PNGHeader(
            width: Int(header.width),
            height: Int(header.height),
            bitDepth: Int(header.bit_depth),
            colorType: PNGColorType(rawValue: header.color_type) ?? .gray,
            isInterlaced: header.interlaced != 0,
            hasTransparentColor: header.has_transparency != 0,
            gamma: header.gamma > 0 ? header.gamma : nil,
            orientation: PictureOrientation(exif: Int(header.orientation))
        )
    }

    /// Lets libpng take its row buffers. Rows of several passes come out one pass after the other, unexpanded. A
    /// picture of one pass and at most `atOnce` bytes, uncompressed, is inflated here as a whole, and takes as many
    /// until the end.
    mutating func start(_ form: PNGRowForm, atOnce: Int) throws(PNGError) -> PNGRowLayout {
        var layout = CPNGRowLayout()
        let form = form == .rgba16 ? CPNG_ROWS_RGBA16 : CPNG_ROWS_NATURAL
        try check(cpng_reader_start(handle, form, atOnce, &layout))
        return PNGRowLayout(
            channels: Int(layout.channels),
            bytesPerSample: Int(layout.bytes_per_sample),
            rowBytes: layout.row_bytes,
            isAtOnce: layout.at_once != 0
        )
    }

    /// Reads the next row into `row`, which has room for the layout's `rowBytes`.
    mutating func readRow(into row: UnsafeMutableRawPointer) throws(PNGError) {
        let status = cpng_reader_row(handle, row.assumingMemoryBound(to: UInt8.self))
        if status != CPNG_OK { try check(status) }
    }

    /// Reads and checks what follows the last row.
    mutating func finish() throws(PNGError) {
        try check(cpng_reader_finish(handle))
    }

    private func check(_ status: CPNGStatus) throws(PNGError) {
        switch status {
        case CPNG_OK: return
        case CPNG_TRUNCATED: throw .truncated(count: count)
        case CPNG_NO_MEMORY: throw .outOfMemory(width: 0, height: 0)
        default: throw .corrupt(reason: String(cString: cpng_reader_message(handle)))
        }
    }
}

/// The form in which rows come out of a ``PNGReader``.
enum PNGRowForm {
    /// The file's channels with palettes and small depths expanded: 8 bits, or 16 where the file has 16.
    case natural
    /// Four channels of 16 bits.
    case rgba16
}

/// How a row lies in memory; 16-bit samples are in the machine's byte order.
struct PNGRowLayout {
    var channels: Int
    var bytesPerSample: Int
    /// Bytes of a full-width row.
    var rowBytes: Int
    /// Whether the picture has been inflated as a whole.
    var isAtOnce: Bool
}
