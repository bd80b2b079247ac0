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

    /// Figures on pictures that are not learned from.
    public struct HeldOut: Sendable, Hashable {
        /// Mean cross-entropy.
        public var loss: Double
        /// Share read right.
        public var accuracy: Double
    }
}
