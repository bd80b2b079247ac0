import Testing

@Suite("The gradient check itself")
struct GradientComparisonTests {
    /// C = Σ i·xᵢ² + x₀·x₁ at x = (1, −2, 3), whose gradient is (−2 + 0, 1 − 4, 12).
    private func compare(_ gradient: [Float]) -> GradientComparison {
        GradientComparison(gradient: gradient, places: 0..<3, step: 0.01, noise: 1e-9) { place, change in
            var x = [1.0, -2, 3]
            x[place] += Double(change)
            return x[1] * x[1] + 2 * x[2] * x[2] + x[0] * x[1]
        }
    }

    @Test func acceptsTheRightGradient() {
        #expect(compare([-2, -3, 12]).agrees)
    }

    @Test(arguments: [
        [0, -3, 12], [-2, -2.8, 12], [-2, -3, 11.7], [2, 3, -12], [-2.04, -3.06, 12.24], [-2, -3, .nan], [0, 0, 0],
    ])
    func noticesAWrongGradient(_ gradient: [Float]) {
        #expect(!compare(gradient).agrees)
    }

    @Test func leavesOutAKink() {
        let comparison = GradientComparison(gradient: [1, 2], places: 0..<2, step: 0.1, noise: 1e-9) { place, change in
            let x = place == 0 ? change : 0, y = place == 1 ? change : 0
            return Double(max(x + 0.04, 0)) + 2 * Double(y)
        }
        #expect(comparison.kinks == 1 && comparison.compared == 1 && comparison.wrong.isEmpty)
    }
}
