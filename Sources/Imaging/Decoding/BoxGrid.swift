/// Which cell of an averaged-down picture each pixel falls into, and the sums over a row of them.
struct BoxGrid {
    let width: Int
    let height: Int
    var channels: Int
    let factor: Int
    /// Cells in a row.
    var columns: Int { (width + factor - 1) / factor }
    /// Rows of cells.
    var rows: Int { (height + factor - 1) / factor }
    /// Sums in a row of cells.
    var rowSums: Int { columns * channels }
    /// Whether the last channel is alpha.
    var hasAlpha: Bool { channels % 2 == 0 }

    /// The pixels over a cell.
    func pixels(column: Int, row: Int) -> Int {
        min(factor, height - row * factor) * min(factor, width - column * factor)
    }

    /// Adds a row of `pass`, 8-bit samples interleaved, to the row of cells it falls into. With alpha, colours are
    /// weighted by it.
    func add(_ row: UnsafeBufferPointer<UInt8>, of pass: PNGPass, to cells: UnsafeMutableBufferPointer<UInt64>) {
        switch channels {
        case 1: addOpaque(row, pass, cells, 1)
        case 3: addOpaque(row, pass, cells, 3)
        case 2: addWeighted(row, pass, cells, 1)
        default: addWeighted(row, pass, cells, 3)
        }
    }

    @inline(__always)
    private func addOpaque(
        _ row: UnsafeBufferPointer<UInt8>,
        _ pass: PNGPass,
        _ cells: UnsafeMutableBufferPointer<UInt64>,
        _ colors: Int
    ) {
        forEachRun(of: pass) { cell, pixels in
            for channel in 0..<colors {
                var sum: UInt64 = 0
                for pixel in pixels { sum &+= UInt64(row[pixel &* colors &+ channel]) }
                cells[cell &* colors &+ channel] &+= sum
            }
        }
    }

    @inline(__always)
    private func addWeighted(
        _ row: UnsafeBufferPointer<UInt8>,
        _ pass: PNGPass,
        _ cells: UnsafeMutableBufferPointer<UInt64>,
        _ colors: Int
    ) {
        let stride = colors + 1
        forEachRun(of: pass) { cell, pixels in
            var alphas: UInt64 = 0
            for pixel in pixels { alphas &+= UInt64(row[pixel &* stride &+ colors]) }
            guard alphas > 0 else { return }
            for channel in 0..<colors {
                var sum: UInt64 = 0
                for pixel in pixels {
                    sum &+= UInt64(row[pixel &* stride &+ channel]) &* UInt64(row[pixel &* stride &+ colors])
                }
                cells[cell &* stride &+ channel] &+= sum
            }
            cells[cell &* stride &+ colors] &+= alphas
        }
    }

    /// Calls `body` with each cell that a row of `pass` touches and the pixels of the row that fall into it.
    @inline(__always)
    private func forEachRun(of pass: PNGPass, _ body: (Int, Range<Int>) -> Void) {
        let count = pass.columns(of: width)
        var pixel = 0
        while pixel < count {
            let cell = (pass.x0 + pixel * pass.dx) / factor
            // The first pixel of the pass that lies right of the cell.
            let end = min(count, ((cell + 1) * factor - pass.x0 + pass.dx - 1) / pass.dx)
            body(cell, pixel..<end)
            pixel = end
        }
    }
}
