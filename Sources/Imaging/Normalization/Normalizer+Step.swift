extension Normalizer {
    /// A step of the normalisation that can be switched off by name, in the order in which they are taken.
    public enum Step: String, Sendable, Hashable, CaseIterable {
        case passThrough = "pass-through"
        case polarity
        case localPaper = "local-paper"
        case levels
        case halfSize = "half-size"
        case frames
        case boxes
        case neighbors
        case pieces
        case strokes
        case shape
        case areas
        case mass
    }
}

extension Normalizer.Configuration {
    /// The configuration with a step switched off.
    public func without(_ step: Normalizer.Step) -> Self {
        var changed = self
        changed[keyPath: step.switchPath] = false
        return changed
    }
}

extension Normalizer.Step {
    fileprivate var switchPath: WritableKeyPath<Normalizer.Configuration, Bool> {
        switch self {
        case .passThrough: \.passesMNISTThrough
        case .polarity: \.findsPolarity
        case .localPaper: \.followsPaperLocally
        case .levels: \.triesSeveralLevels
        case .halfSize: \.looksAgainAtHalfSize
        case .frames: \.dropsFrames
        case .boxes: \.looksIntoBoxes
        case .neighbors: \.dropsNeighbors
        case .pieces: \.joinsPieces
        case .strokes: \.adjustsStrokes
        case .shape: \.keepsShape
        case .areas: \.averagesAreas
        case .mass: \.centersByMass
        }
    }
}
