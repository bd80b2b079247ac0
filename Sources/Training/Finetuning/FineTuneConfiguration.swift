/// How a fine-tune cycle is done; the defaults suit ten to a few thousand labels.
public struct FineTuneConfiguration: Sendable, Hashable, Codable {
    /// Passes over labels and rehearsal.
    public var epochs = 8
    /// Drawn digits that keep old knowledge alive, shown once an epoch.
    public var rehearsal = 3000
    /// Pictures that show no digit, shown once an epoch to a network that has learned what that is.
    public var outliers = 1000
    /// Whether labels that look wrong are left out.
    public var leavesOutSuspects = true
    /// Passes of the trainings that look for wrong labels.
    public var auditEpochs = 4
    /// How far these go from the parent's weights.
    public var auditBlend: Float = 0.5
    /// How many labelled pictures an epoch shows at most, a tenth of them of each digit, so that many labels of one don't
    /// make it likelier than the others; few labels are shown several times, up to ``repeats``.
    public var labelsPerEpoch = 3000
    /// How often an epoch shows one labelled picture at most.
    public var repeats = 12
    /// The largest learning rate.
    public var rate: Float = 0.01
    /// How strongly the weights are drawn back to the parent's, see ``Trainer``.
    public var pull: Float = 0.5
    /// Parts that few labels are cut into; each testifies by a model that has not seen it.
    public var folds = 8
    /// As many labels are cut into ``foldsOfMany`` parts: what the others lack matters less, and each part takes a
    /// training.
    public var manyLabels = 500
    /// Parts that many labels are cut into.
    public var foldsOfMany = 3
    /// Usable labels below which a cycle waits for more.
    public var leastLabels = 10
    /// The chance of a gain as large as the one seen, were the labels only noise, up to which a candidate is accepted.
    public var level = 0.05
    /// How far the weights may go from the parent's (0, which comes first) to the fine-tuned ones (1).
    public var blends: [Float] = [0, 0.25, 0.5, 0.7, 0.85, 1]
    /// The blend nearest to the parent is taken that has this share of the best one's gain.
    public var shareOfGain = 0.95
    /// Drawn digits, never learned from, of which a candidate may lose at most ``regressionLoss``.
    public var regressionDigits = 2000
    /// Share of them that may be lost.
    public var regressionLoss = 0.001
    /// Model files of a root that are kept; the oldest beyond these are removed when a new one is accepted.
    public var keptModels = 30
    /// Decides everything left to chance.
    public var seed: UInt64 = 1
    /// Threads that share the work.
    public var threads = 2

    /// The defaults.
    public init() {}
}
