/// Averages the rows of a picture down by a whole factor as they stream by, pass after pass in any order.
///
/// A cell of the result is the mean of the `factor` x `factor` pixels over it (fewer at the right and lower rim). Where
/// there is alpha, colours are weighted by it, so that what lies hidden under full transparency does not count.
/// Values are averaged as stored (sRGB-encoded), as drawing programs and MNIST's own resampling do.
struct BoxAverager {
    let grid: BoxGrid
    /// The means of all cells, row by row, channels interleaved.
    private(set) var means: [UInt8]
    /// Sums of the band of cells in hand, or of all cells where the passes of an interlaced picture mix.
    private var sums: [UInt64]
    private let sumsHoldAllRows: Bool
    /// In place of them where that is enough.
    private var columnSums: ColumnSums?

    init(grid: BoxGrid, interlaced: Bool) {
        self.grid = grid
        sumsHoldAllRows = interlaced && grid.factor > 1
        means = [UInt8](repeating: 0, count: grid.rows * grid.rowSums)
        if Self.canUseColumnSums(grid, interlaced: interlaced) {
            columnSums = ColumnSums(count: grid.width * grid.channels)
            sums = []
        } else {
            sums = grid.factor == 1 ? [] : [UInt64](repeating: 0, count: grid.rowSums * (interlaced ? grid.rows : 1))
        }
    }

    private static func canUseColumnSums(_ grid: BoxGrid, interlaced: Bool) -> Bool {
        grid.factor > 1 && grid.factor <= ColumnSums.mostRows && !interlaced && !grid.hasAlpha
    }

    /// Bytes an averager over `grid` holds.
    static func workingBytes(grid: BoxGrid, interlaced: Bool) -> Int {
        if canUseColumnSums(grid, interlaced: interlaced) {
            return grid.rows * grid.rowSums + grid.width * grid.channels * 2
        }
        let sumBytes = grid.factor == 1 ? 0 : grid.rowSums * (interlaced ? grid.rows : 1) * 8
        return grid.rows * grid.rowSums + sumBytes
    }

    /// Adds row `index` of `pass`: 8-bit samples, interleaved.
    mutating func add(_ row: UnsafeBufferPointer<UInt8>, index: Int, of pass: PNGPass) {
        let y = pass.y0 + index * pass.dy
        if grid.factor == 1 {
            scatter(row, y: y, pass: pass)
            return
        }
        let band = y / grid.factor
        let isBandsLast = y % grid.factor == grid.factor - 1 || y == grid.height - 1
        if columnSums != nil {
            columnSums!.add(row)
            if isBandsLast { closeColumns(band: band) }
            return
        }
        let start = sumsHoldAllRows ? band * grid.rowSums : 0
        let range = start..<start + grid.rowSums
        let grid = grid
        sums.withUnsafeMutableBufferPointer { sums in
            grid.add(row, of: pass, to: UnsafeMutableBufferPointer(rebasing: sums[range]))
        }
        if !sumsHoldAllRows && isBandsLast {
            close(band: band, sumsAt: 0)
            sums.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        }
    }

    /// Finishes the cells whose sums were held back.
    mutating func finish() {
        guard sumsHoldAllRows else { return }
        for band in 0..<grid.rows { close(band: band, sumsAt: band * grid.rowSums) }
        sums = []
    }

    /// Lets `body` write row `y` of the result in place; only where nothing is averaged or mixed.
    mutating func withRow(_ y: Int, _ body: (UnsafeMutableRawPointer) throws(PNGError) -> Void) throws(PNGError) {
        precondition(grid.factor == 1, "rows go straight in only at full size")
        let bytes = grid.rowSums
        var failure: PNGError?
        means.withUnsafeMutableBytes { means in
            do throws(PNGError) {
                try body(means.baseAddress! + y * bytes)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private mutating func scatter(_ row: UnsafeBufferPointer<UInt8>, y: Int, pass: PNGPass) {
        let count = pass.columns(of: grid.width)
        let channels = grid.channels
        let start = (y * grid.columns + pass.x0) * channels
        means.withUnsafeMutableBufferPointer { means in
            for pixel in 0..<count {
                let target = start + pixel * pass.dx * channels
                for channel in 0..<channels { means[target + channel] = row[pixel * channels + channel] }
            }
        }
    }

    private mutating func closeColumns(band: Int) {
        let grid = grid
        let range = band * grid.rowSums..<(band + 1) * grid.rowSums
        means.withUnsafeMutableBufferPointer { means in
            columnSums!.close(band: band, of: grid, to: UnsafeMutableBufferPointer(rebasing: means[range]))
        }
    }

    private mutating func close(band: Int, sumsAt start: Int) {
        let colors = grid.hasAlpha ? grid.channels - 1 : grid.channels
        for column in 0..<grid.columns {
            let count = UInt64(grid.pixels(column: column, row: band))
            let source = start + column * grid.channels
            let target = (band * grid.columns + column) * grid.channels
            var weight = count
            if grid.hasAlpha {
                weight = sums[source + colors]
                means[target + colors] = UInt8((weight + count / 2) / count)
            }
            if weight == 0 { continue }
            for channel in 0..<colors {
                means[target + channel] = UInt8((sums[source + channel] + weight / 2) / weight)
            }
        }
    }
}
