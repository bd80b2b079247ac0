/// The sums of the columns of a band of rows: the quick way to average where nothing is weighted and rows come in order.
///
/// A row costs an addition of 16 bits for each sample, which the compiler turns into vectors; the columns of a cell are
/// added up once a band.
struct ColumnSums {
    /// As many rows of 255 fit a sum.
    static let mostRows = Int(UInt16.max) / 255

    private var sums: [UInt16]

    /// Sums for rows of `count` samples.
    init(count: Int) {
        sums = [UInt16](repeating: 0, count: count)
    }

    mutating func add(_ row: UnsafeBufferPointer<UInt8>) {
        precondition(row.count >= sums.count, "a row of \(row.count) samples for \(sums.count) columns")
        sums.withUnsafeMutableBufferPointer { sums in
            for index in 0..<sums.count { sums[index] &+= UInt16(row[index]) }
        }
    }

    /// Writes the means of the cells of band `band` to `means`, where the band begins, and starts the next one.
    mutating func close(band: Int, of grid: BoxGrid, to means: UnsafeMutableBufferPointer<UInt8>) {
        let channels = grid.channels
        // The width of nearly all cells, known when compiled where it is common.
        switch (channels, grid.factor) {
        case (1, 2): close(band, grid, means, 1, 2)
        case (1, 3): close(band, grid, means, 1, 3)
        case (1, 4): close(band, grid, means, 1, 4)
        case (1, let factor): close(band, grid, means, 1, factor)
        case (_, 2): close(band, grid, means, 3, 2)
        case (_, let factor): close(band, grid, means, 3, factor)
        }
        sums.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }

    @inline(__always)
    private func close(
        _ band: Int,
        _ grid: BoxGrid,
        _ means: UnsafeMutableBufferPointer<UInt8>,
        _ channels: Int,
        _ factor: Int
    ) {
        let whole = grid.width / factor
        sums.withUnsafeBufferPointer { sums in
            closeCells(0..<whole, sums, means, channels, factor, grid.pixels(column: 0, row: band))
            let rest = grid.width - whole * factor
            if rest == 0 { return }
            let last = UnsafeBufferPointer(rebasing: sums[(whole * factor * channels)...])
            let mean = UnsafeMutableBufferPointer(rebasing: means[(whole * channels)...])
            closeCells(0..<1, last, mean, channels, rest, grid.pixels(column: whole, row: band))
        }
    }

    /// The means of cells `factor` columns wide, each over `count` pixels.
    @inline(__always)
    private func closeCells(
        _ cells: Range<Int>,
        _ sums: UnsafeBufferPointer<UInt16>,
        _ means: UnsafeMutableBufferPointer<UInt8>,
        _ channels: Int,
        _ factor: Int,
        _ count: Int
    ) {
        let count = UInt32(truncatingIfNeeded: count)
        let half = count / 2
        // A product for a division: it is too large by less than sum / 2⁴⁴, and with at most 257² pixels of 255 that is
        // less than one part in `count`.
        let inverse = (UInt64(1) << 44) / UInt64(count) + 1
        for cell in cells {
            let first = cell &* factor &* channels
            for channel in 0..<channels {
                var sum = half
                for pixel in 0..<factor { sum &+= UInt32(sums[first &+ pixel &* channels &+ channel]) }
                means[cell &* channels &+ channel] = UInt8(truncatingIfNeeded: (UInt64(sum) &* inverse) &>> 44)
            }
        }
    }
}
