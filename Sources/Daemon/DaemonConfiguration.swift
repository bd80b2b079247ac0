import Recognition

/// Everything a person can set about the daemon. The values given here are the defaults.
public struct DaemonConfiguration: Sendable, Hashable {
    /// What happens to an original once its result is safe on disk.
    public enum Originals: String, Sendable, Hashable, CaseIterable {
        /// It moves to `processed/` (or to `review/`, `rejected/`).
        case move
        /// It is removed.
        case delete
    }

    /// How sure a result is on disk before its original moves.
    public enum Durability: String, Sendable, Hashable, CaseIterable {
        /// One sync for each batch.
        case batch
        /// One sync for each file.
        case file
        /// None: after a power cut the newest results may be gone, with their originals in `processed/`.
        case none
    }

    /// What happens to a picture whose content was read before.
    public enum Duplicates: String, Sendable, Hashable, CaseIterable {
        /// It is read again: one result for each file.
        case classify
        /// It gets a result of its own, which names the first file with that content (`duplicate_of`).
        case link
        /// It gets no result of its own: that of the first file names its hash.
        case skip
    }

    /// The folder the daemon owns.
    public var root = "/var/lib/digitd"
    /// A model file or the name of one that ships; `nil` takes `models/current` of the root, else the default model.
    public var model: String?
    /// What happens to originals.
    public var originals = Originals.move
    /// How sure a result is on disk before its original moves.
    public var durability = Durability.batch
    /// What happens to a picture whose content was read before.
    public var duplicates = Duplicates.classify
    /// How long an incomplete file must have been quiet before it is judged as it lies; 10 ms to 1 h.
    public var settle = Duration.milliseconds(2000)
    /// How often the inbox is listed, whether or not events came; 1 s to 1 day.
    public var rescan = Duration.seconds(60)
    /// The most pictures one batch holds; 1 to 4096.
    public var batchSize = 256
    /// Threads that read and normalise; `nil` is one for each processor. 1 to 256.
    public var workers: Int?
    /// The most pixels a picture may have; 1 to 10¹⁰.
    public var limitPixels = 500_000_000
    /// The most bytes a file may have; 1 KiB to 2⁴⁰.
    public var limitBytes = 128 << 20
    /// The most processor time that the reading of one picture may take; 1 s to 1 h.
    public var limitTime = Duration.seconds(60)
    /// A confidence below this makes a picture uncertain; `nil` takes the threshold for ``acceptRisk``. 0 to 1.
    public var minConfidence: Double?
    /// The largest share of wrong readings among the classified ones that the threshold of the model is to allow.
    public var acceptRisk = DigitModel.defaultRisk
    /// How long originals in `processed/` are kept, once they have a result.
    public var keepProcessed = RetentionRule.all
    /// How long originals in `rejected/` are kept, once they have a result.
    public var keepRejected = RetentionRule.all
    /// How long results are kept, once their original is no longer in any folder.
    public var keepResults = RetentionRule.all
    /// How many of the newest readings are kept, for `digitd model diff`; 0 to 100,000, 1 KiB each.
    public var keepReadings = 10_000
    /// The rolling file of all results.
    public var rollup = RollupFormat.off
    /// Megabytes (of 10⁶ bytes) after which the rolling file begins anew; 1 to 1,000,000.
    public var rollupMegabytes = 100
    /// How many older ones of it are kept; 1 to 1000.
    public var rollupFiles = 10
    /// The file for Prometheus, relative to the root or absolute; `nil` for none.
    public var metricsFile: String?
    /// The socket that answers with the metrics, relative to the root or absolute; `nil` for none.
    public var metricsSocket: String?
    /// The program that is told of each result; `nil` for none.
    public var onResult: String?
    /// How long it may take; 1 s to 1 h.
    public var onResultLimit = Duration.seconds(10)
    /// What begins a fine-tune cycle, where labels have changed; nothing leaves it to `digitd finetune`.
    public var finetune = FineTuneTriggers(window: DailyWindow("01:00-05:00"))

    /// The defaults.
    public init() {}
}
