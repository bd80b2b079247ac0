/// A quadratic surface `a + bx + cy + dx² + exy + fy²` through most of a picture's pixels (x, y from -1 to 1).
///
/// Fitted by reweighted least squares with Cauchy weights `1 / (1 + (r / 2σ)²)`, σ from the median deviation, so that
/// ink, which is far from the surface, hardly pulls. The rim counts double: it is paper more often than the middle.
struct PaperSurface {
    private(set) var coefficients: [Float]
    /// The median lightness, from which the fit started.
    let median: Float

    init(fitting plane: Plane) {
        median = plane.values.middleOfSorted
        coefficients = [median, 0, 0, 0, 0, 0]
        for _ in 0..<5 {
            let residuals = plane.offsets(from: self)
            let sigma = max(2, 1.4826 * residuals.map { abs($0) }.middleOfSorted)
            guard let fitted = Self.solve(plane, residuals, sigma) else { return }
            coefficients = fitted
        }
    }

    func value(_ x: Float, _ y: Float) -> Float {
        let linear = coefficients[0] + coefficients[1] * x + coefficients[2] * y
        return linear + coefficients[3] * x * x + coefficients[4] * x * y + coefficients[5] * y * y
    }

    private static func solve(_ plane: Plane, _ residuals: [Float], _ sigma: Float) -> [Float]? {
        // Row i holds Σ w tᵢtⱼ from the diagonal on, and Σ w tᵢz.
        var sums = [Double](repeating: 0, count: 6 * 7)
        sums.withUnsafeMutableBufferPointer { sums in
            for y in 0..<plane.height {
                let v = Float(2 * y + 1) / Float(plane.height) - 1
                for x in 0..<plane.width {
                    let u = Float(2 * x + 1) / Float(plane.width) - 1
                    let scaled = residuals[y * plane.width + x] / (2 * sigma)
                    let isRim = x == 0 || y == 0 || x == plane.width - 1 || y == plane.height - 1
                    let weight = (isRim ? 2 : 1) / (1 + scaled * scaled)
                    let terms: InlineArray<6, Float> = [1, u, v, u * u, u * v, v * v]
                    for i in 0..<6 {
                        let scaledTerm = weight * terms[i]
                        for j in i..<6 { sums[i * 7 + j] += Double(scaledTerm * terms[j]) }
                        sums[i * 7 + 6] += Double(scaledTerm * plane[x, y])
                    }
                }
            }
        }
        var matrix = (0..<6).map { Array(sums[$0 * 7..<$0 * 7 + 7]) }
        for i in 0..<6 {
            for j in 0..<i { matrix[i][j] = matrix[j][i] }
            // A little ridge keeps narrow pictures solvable.
            matrix[i][i] += 1e-6 * Double(plane.values.count)
        }
        return gauss(&matrix)
    }

    /// Solves the linear system by elimination with pivots; nil where it has no single solution.
    private static func gauss(_ matrix: inout [[Double]]) -> [Float]? {
        let count = matrix.count
        for column in 0..<count {
            let pivot = (column..<count).max { abs(matrix[$0][column]) < abs(matrix[$1][column]) }!
            guard abs(matrix[pivot][column]) > 1e-9 else { return nil }
            matrix.swapAt(column, pivot)
            for row in 0..<count where row != column {
                let factor = matrix[row][column] / matrix[column][column]
                for entry in column...count { matrix[row][entry] -= factor * matrix[column][entry] }
            }
        }
        return (0..<count).map { Float(matrix[$0][count] / matrix[$0][$0]) }
    }
}

extension Plane {
    /// Each value less the surface there.
    func offsets(from surface: PaperSurface) -> [Float] {
        var offsets = values
        for y in 0..<height {
            let v = Float(2 * y + 1) / Float(height) - 1
            for x in 0..<width {
                let u = Float(2 * x + 1) / Float(width) - 1
                offsets[y * width + x] -= surface.value(u, v)
            }
        }
        return offsets
    }
}
