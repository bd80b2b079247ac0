extension Look {
    /// Shortest and longest side of pictures of this look, in pixels, where nothing else is asked for.
    public var usualSides: ClosedRange<Int> {
        switch self {
        case .clean: 28...512
        case .paint: 28...600
        case .scan: 40...500
        case .photo: 100...800
        }
    }

    /// The size of a picture: half of them square, the others up to a third longer or shorter than wide; clean ones
    /// often 28x28. `sides` replaces the usual range.
    func pictureSize(within sides: ClosedRange<Int>?, _ random: inout SplitMix64) -> (width: Int, height: Int) {
        if self == .clean && sides == nil && random.chance(0.4) {
            return (28, 28)
        }
        let range = sides ?? usualSides
        let side = Int(random.logUniform(Float(range.lowerBound), Float(range.upperBound)).rounded())
        let other = random.chance(0.5) ? side : Int(Float(side) * random.uniform(0.75, 1.33))
        func inRange(_ side: Int) -> Int {
            min(max(side, range.lowerBound), range.upperBound)
        }
        return (inRange(side), inRange(other))
    }
}
