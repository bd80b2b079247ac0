/// How far a training is, told after every few steps and at the end of every epoch.
public struct TrainingProgress: Sendable {
    /// The epoch under way, from 1.
    public var epoch: Int
    /// Epochs in all.
    public var epochs: Int
    /// Steps done, and in all.
    public var step: Int
    /// Steps in all.
    public var steps: Int
    /// Mean cost of this epoch's pictures so far.
    public var loss: Double
    /// Share of this epoch's (deformed) pictures read right so far.
    public var accuracy: Double
    /// Cost and share right on the held-out pictures, once an epoch ends and there are any.
    public var heldOut: HeldOut?
    /// Pictures learned from per second.
    public var imagesPerSecond: Double
    /// Seconds until the end at this speed.
    public var secondsLeft: Double

    /// The epoch in figures.
    public var figures: EpochFigures { EpochFigures(epoch: epoch, loss: loss, accuracy: accuracy, heldOut: heldOut) }

    /// Figures on pictures that are not learned from.
    public struct HeldOut: Sendable, Hashable {
        /// Mean cost against the labels, where the recipe corrects them the right ones: no smoothing, no teacher.
        public var loss: Double
        /// Share read right.
        public var accuracy: Double
    }
}

/// What an epoch came to.
public struct EpochFigures: Sendable, Hashable {
    /// The epoch, from 1.
    public let epoch: Int
    /// Mean cost of its pictures.
    public let loss: Double
    /// Share of its (deformed) pictures read right.
    public let accuracy: Double
    /// Cost and share right on the held-out pictures, where there are any.
    public let heldOut: TrainingProgress.HeldOut?
}

extension [EpochFigures] {
    /// As a checkpoint keeps them: an epoch, its cost and accuracy, and those of the held-out pictures.
    var text: String {
        map { epoch in
            let numbers = [epoch.loss, epoch.accuracy] + (epoch.heldOut.map { [$0.loss, $0.accuracy] } ?? [])
            return ([String(epoch.epoch)] + numbers.map { String($0) }).joined(separator: " ")
        }.joined(separator: ";")
    }

    /// Reads ``text``; nil where it is something else.
    init?(text: String) {
        self = []
        for line in text.split(separator: ";") {
            let words = line.split(separator: " ")
            let numbers = words.dropFirst().compactMap { Double($0) }
            guard let epoch = words.first.flatMap({ Int($0) }), epoch > (last?.epoch ?? 0),
                [2, 4].contains(numbers.count), numbers.count == words.count - 1, numbers.allSatisfy(\.isFinite)
            else { return nil }
            append(
                EpochFigures(
                    epoch: epoch,
                    loss: numbers[0],
                    accuracy: numbers[1],
                    heldOut: numbers.count == 4 ? .init(loss: numbers[2], accuracy: numbers[3]) : nil
                )
            )
        }
    }
}
