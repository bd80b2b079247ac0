/// Reads PNG files: every colour type, bit depth and interlace.
///
/// Rows stream out of libpng and are averaged down at once, so memory does not grow with the picture's height; only small
/// pictures (``DecodingLimits/bytesAtOnce``) are inflated as a whole before that.
public struct PNGDecoder: Sendable {
    /// What a file may ask for.
    public var limits: DecodingLimits
    /// The longer side of the raster at most, in pixels; larger pictures are averaged down by a whole factor.
    public var workingSize: Int

    /// A decoder with the given limits.
    public init(limits: DecodingLimits = DecodingLimits(), workingSize: Int = 1024) {
        precondition(workingSize > 0, "a working size of \(workingSize)")
        self.limits = limits
        self.workingSize = workingSize
    }

    /// Reads the picture in `bytes` to lightness: gamma as gAMA says, colours by Rec. 709 luma (0.2126 red,
    /// 0.7152 green, 0.0722 blue; another weighting only where luma would hide the ink), alpha laid on paper of the
    /// shade that lets the ink stand out; turned upright as Exif says.
    public func decode(_ bytes: [UInt8]) throws(PNGError) -> DecodedPicture {
        try averaged(bytes) { header, averager throws(PNGError) in
            let grid = averager.grid
            let stored = GrayConversion.raster(
                averager.means,
                channels: grid.channels,
                width: grid.columns,
                height: grid.rows
            )
            let raster = header.orientation.turned(stored)
            return DecodedPicture(header: header, raster: raster, reduction: grid.factor)
        }
    }

    /// Reads the picture in `bytes` in colour, averaged down and turned like ``decode(_:)``: gamma as gAMA says, alpha as
    /// it is.
    public func decodeColors(_ bytes: [UInt8]) throws(PNGError) -> RGBARaster {
        try averaged(bytes) { header, averager throws(PNGError) in
            let (grid, means) = (averager.grid, averager.means)
            var pixels = [UInt8](repeating: 255, count: 4 * grid.columns * grid.rows)
            let colors = grid.hasAlpha ? grid.channels - 1 : grid.channels
            for pixel in 0..<grid.columns * grid.rows {
                let source = pixel * grid.channels
                for channel in 0..<3 { pixels[4 * pixel + channel] = means[source + min(channel, colors - 1)] }
                if grid.hasAlpha { pixels[4 * pixel + 3] = means[source + colors] }
            }
            return header.orientation.turned(RGBARaster(width: grid.columns, height: grid.rows, pixels: pixels))
        }
    }

    /// Reads the picture in `bytes`, averaged down to the working size, and hands its means to `body`.
    private func averaged<Result>(
        _ bytes: [UInt8],
        _ body: (PNGHeader, BoxAverager) throws(PNGError) -> Result
    ) throws(PNGError) -> Result {
        try withBytes(bytes) { bytes throws(PNGError) in
            var reader = try PNGReader(bytes, chunkBytes: limits.chunkBytes)
            let header = try checkedHeader(&reader)
            var grid = BoxGrid(
                width: header.width,
                height: header.height,
                channels: header.channels,
                factor: (max(header.width, header.height) + workingSize - 1) / workingSize
            )
            let bytesPerSample = header.bitDepth == 16 ? 2 : 1
            try checkMemory(
                header,
                rowBytes: header.width * header.channels * bytesPerSample,
                fixed: BoxAverager.workingBytes(grid: grid, interlaced: header.isInterlaced)
            )
            let layout = try reader.start(.natural, atOnce: limits.bytesAtOnce)
            grid.channels = layout.channels
            let averager = try average(&reader, header, layout, grid)
            try reader.finish()
            return try body(header, averager)
        }
    }

    /// Reads what the file in `bytes` says about its picture.
    public func header(of bytes: [UInt8]) throws(PNGError) -> PNGHeader {
        try withBytes(bytes) { bytes throws(PNGError) in
            var reader = try PNGReader(bytes, chunkBytes: limits.chunkBytes)
            return try reader.header()
        }
    }

    /// Reads the picture in `bytes` at full size with all its channels as stored, for comparison with other decoders.
    public func decodeChannels(_ bytes: [UInt8]) throws(PNGError) -> ChannelPicture {
        try withBytes(bytes) { bytes throws(PNGError) in
            var reader = try PNGReader(bytes, chunkBytes: limits.chunkBytes)
            let header = try checkedHeader(&reader)
            let (width, height) = (header.width, header.height)
            try checkMemory(header, rowBytes: width * 8, fixed: width * height * 8)
            let layout = try reader.start(.rgba16, atOnce: limits.bytesAtOnce)
            var samples = [UInt16](repeating: 0, count: width * height * 4)
            var row = [UInt16](repeating: 0, count: layout.rowBytes / 2)
            for pass in header.passes where pass.columns(of: width) > 0 {
                for index in 0..<pass.rows(of: height) {
                    try read(&reader, into: &row)
                    var target = ((pass.y0 + index * pass.dy) * width + pass.x0) * 4
                    for pixel in 0..<pass.columns(of: width) {
                        for channel in 0..<4 { samples[target + channel] = row[pixel * 4 + channel] }
                        target += pass.dx * 4
                    }
                }
            }
            try reader.finish()
            return ChannelPicture(width: width, height: height, samples: samples)
        }
    }
}

extension PNGDecoder {
    private func average(
        _ reader: inout PNGReader,
        _ header: PNGHeader,
        _ layout: PNGRowLayout,
        _ grid: BoxGrid
    ) throws(PNGError) -> BoxAverager {
        var averager = BoxAverager(grid: grid, interlaced: header.isInterlaced)
        let curve = ToneCurve(gamma: header.gamma, bytesPerSample: layout.bytesPerSample)
        if grid.factor == 1 && !header.isInterlaced && curve == nil {
            for y in 0..<header.height {
                try averager.withRow(y) { row throws(PNGError) in try reader.readRow(into: row) }
            }
            return averager
        }
        let row = UnsafeMutableRawBufferPointer.allocate(byteCount: layout.rowBytes, alignment: 16)
        defer { row.deallocate() }
        for pass in header.passes {
            let samples = pass.columns(of: header.width) * layout.channels
            if samples == 0 { continue }
            let values = UnsafeBufferPointer(
                start: row.baseAddress!.assumingMemoryBound(to: UInt8.self),
                count: samples
            )
            for index in 0..<pass.rows(of: header.height) {
                try reader.readRow(into: row.baseAddress!)
                curve?.apply(to: row.baseAddress!, count: samples, layout: layout)
                averager.add(values, index: index, of: pass)
            }
        }
        averager.finish()
        return averager
    }

    /// Pixels that a row counts as at least, where there are more than so many of them.
    private static let pixelsOfARow = 64
    private static let manyRows = 1_000_000

    private func checkedHeader(_ reader: inout PNGReader) throws(PNGError) -> PNGHeader {
        let header = try reader.header()
        // Below 2^40 pixels no byte count overflows.
        let limit = min(limits.pixels, 1 << 40)
        // A row costs as much as some pixels, however narrow it is, which shows where there are millions.
        let charged = header.height > Self.manyRows ? max(header.width, Self.pixelsOfARow) : header.width
        if charged * header.height > limit {
            let fitting = charged == header.width ? limit : limit / charged * header.width
            throw .tooLarge(width: header.width, height: header.height, limit: fitting)
        }
        return header
    }

    private func read(_ reader: inout PNGReader, into row: inout [UInt16]) throws(PNGError) {
        var failure: PNGError?
        row.withUnsafeMutableBytes { row in
            do throws(PNGError) {
                try reader.readRow(into: row.baseAddress!)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Throws where rows of `rowBytes` and `fixed` bytes for the picture are too much at once. libpng holds the last
    /// row, the one in hand and its expanded form, this module one more.
    private func checkMemory(_ header: PNGHeader, rowBytes: Int, fixed: Int) throws(PNGError) {
        let needed = fixed + 4 * rowBytes
        if needed > limits.workingBytes {
            let share = Double(limits.workingBytes) / Double(needed)
            let fitting = Int(Double(header.width * header.height) * share)
            throw .tooLarge(width: header.width, height: header.height, limit: fitting)
        }
    }

    private func withBytes<Result>(
        _ bytes: [UInt8],
        _ body: (UnsafeBufferPointer<UInt8>) throws(PNGError) -> Result
    ) throws(PNGError) -> Result {
        let limits = limits
        return try bytes.withUnsafeBufferPointer { bytes throws(PNGError) in
            try PNGPreflight(limits: limits).check(bytes)
            return try body(bytes)
        }
    }
}

extension PNGHeader {
    /// The passes in which the rows come.
    var passes: [PNGPass] { isInterlaced ? PNGPass.adam7 : [.whole] }
}
