extension Reference {
    /// The tables of Winograd's algorithm for 3 × 3 outputs of a 3 × 3 kernel; `winograd.h` tells where they come from.
    enum Winograd {
        /// 5 × 3, for the weights.
        static let g: [[Double]] = [
            [1.0 / 2, 0, 0],
            [-1.0 / 2, -1.0 / 2, -1.0 / 2],
            [-1.0 / 6, 1.0 / 6, -1.0 / 6],
            [1.0 / 6, 1.0 / 3, 2.0 / 3],
            [0, 0, 1],
        ]
        /// Bᵀ, 5 × 5, for the inputs.
        static let bT: [[Double]] = [
            [2, -1, -2, 1, 0],
            [0, -2, -1, 1, 0],
            [0, 2, -3, 1, 0],
            [0, -1, 0, 1, 0],
            [0, 2, -1, -2, 1],
        ]
        /// Aᵀ, 3 × 5, for the products.
        static let aT: [[Double]] = [
            [1, 1, 1, 1, 0],
            [0, 1, -1, 2, 0],
            [0, 1, 1, 4, 1],
        ]

        /// `M v Mᵀ`: along the columns, then along the rows.
        static func transform(_ matrix: [[Double]], _ values: [[Double]]) -> [[Double]] {
            let down = matrix.map { line in
                values[0].indices.map { column in line.indices.reduce(0) { $0 + line[$1] * values[$1][column] } }
            }
            return down.map { row in matrix.map { line in line.indices.reduce(0) { $0 + line[$1] * row[$1] } } }
        }
    }

    /// w [3, 3, I, O] → u [25, I, O], `u = G w Gᵀ` of each pair of channels.
    static func winogradWeights(_ weights: [Float], inputs: Int, outputs: Int) -> [Float] {
        var transformed = [Float](repeating: 0, count: 25 * inputs * outputs)
        for pair in 0..<inputs * outputs {
            let taps = (0..<3).map { k in (0..<3).map { l in Double(weights[(3 * k + l) * inputs * outputs + pair]) } }
            for (place, value) in Winograd.transform(Winograd.g, taps).joined().enumerated() {
                transformed[place * inputs * outputs + pair] = Float(value)
            }
        }
        return transformed
    }

    /// The sums of ``convolution(_:x:weights:bias:)`` for a 3 × 3 kernel, tile by tile of 3 × 3 outputs:
    /// `y = Aᵀ [ Σᵢ (G w Gᵀ) ⊙ (Bᵀ x B) ] A + b`, where ⊙ multiplies place by place. 25 products a pair of channels do
    /// what takes 81 in the plain sum.
    static func winograd(_ shape: ConvolutionShape, x: [Float], weights: [Float], bias: [Float]) -> [Float] {
        let u = winogradWeights(weights, inputs: shape.input.channels, outputs: shape.outputs).map { Double($0) }
        let output = shape.output
        var sums = [Float](repeating: 0, count: shape.images * output.count)
        func input(_ n: Int, _ h: Int, _ w: Int, _ i: Int) -> Double {
            let inside = 0..<shape.input.height ~= h && 0..<shape.input.width ~= w
            return inside ? Double(x[place(shape.input, n, h, w, i)]) : 0
        }
        // The last tile of a row or column is moved back to end with it.
        let rows = stride(from: 0, to: output.height, by: 3).map { min($0, output.height - 3) }
        let columns = stride(from: 0, to: output.width, by: 3).map { min($0, output.width - 3) }
        for n in 0..<shape.images {
            for h in rows {
                for w in columns {
                    let tiles = (0..<shape.input.channels).map { i in
                        Winograd.transform(
                            Winograd.bT,
                            (0..<5).map { r in
                                (0..<5).map { c in input(n, h + r - shape.padding, w + c - shape.padding, i) }
                            }
                        )
                    }
                    for o in 0..<shape.outputs {
                        let products = (0..<5).map { r in
                            (0..<5).map { c in
                                tiles.indices.reduce(0) { sum, i in
                                    sum + u[((5 * r + c) * tiles.count + i) * shape.outputs + o] * tiles[i][r][c]
                                }
                            }
                        }
                        for (r, row) in Winograd.transform(Winograd.aT, products).enumerated() {
                            for (c, value) in row.enumerated() {
                                sums[place(output, n, h + r, w + c, o)] = Float(value + Double(bias[o]))
                            }
                        }
                    }
                }
            }
        }
        return sums
    }
}
