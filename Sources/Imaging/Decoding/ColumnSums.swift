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
        switch grid.channels {
        case 1: close(band, grid, means, 1)
        default: close(band, grid, means, 3)
        }
        sums.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }

    @inline(__always)
    private func close(_ band: Int, _ grid: BoxGrid, _ means: UnsafeMutableBufferPointer<UInt8>, _ channels: Int) {
        let factor = grid.factor
        let columns = grid.columns
        sums.withUnsafeBufferPointer { sums in
            for column in 0..<columns {
                let count = UInt32(truncatingIfNeeded: grid.pixels(column: column, row: band))
                let first = column &* factor
                let end = min(first &+ factor, grid.width)
                for channel in 0..<channels {
                    var sum: UInt32 = 0
                    for pixel in first..<end { sum &+= UInt32(sums[pixel &* channels &+ channel]) }
                    means[column &* channels &+ channel] = UInt8(truncatingIfNeeded: (sum &+ count / 2) / count)
                }
            }
        }
    }
}
