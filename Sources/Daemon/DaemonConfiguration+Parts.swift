import Imaging
import Recognition
import Spool

extension DaemonConfiguration {
    /// What the intake is told.
    func intake(once: Bool) -> Intake.Configuration {
        var intake = Intake.Configuration()
        intake.once = once
        intake.settle.patience = settle
        intake.settle.quiet = min(intake.settle.quiet, settle)
        intake.rescanInterval = rescan
        intake.pollInterval = min(intake.pollInterval, rescan)
        intake.largestFile = limitBytes
        return intake
    }

    /// What a filing lane is told.
    var filing: Filing.Configuration {
        var filing = Filing.Configuration()
        filing.placements = Workshop.placements
        filing.remembersContents = duplicates != .classify
        filing.durability =
            switch durability {
            case .batch: .batch
            case .file: .file
            // An original is removed only where its result is on the disk.
            case .none: originals == .delete ? .batch : .none
            }
        return filing
    }

    /// How much a picture may ask for.
    var decodingLimits: DecodingLimits {
        DecodingLimits(pixels: limitPixels, bytes: limitBytes)
    }

    /// The confidence from which on a reading of this model counts as `classified`.
    public func threshold(of model: DigitModel) -> Float {
        minConfidence.map { Float($0) } ?? model.threshold(acceptingRisk: acceptRisk)
    }

    /// A path that may be relative to the root.
    func path(_ text: String) -> String {
        text.hasPrefix("/") ? text : "\(root)/\(text)"
    }

    /// How many lanes work side by side; unless a number is given not more than fit into what the service may take of
    /// memory and threads, far more than a disk keeps busy.
    func lanes(processors: Int) -> Int { workers ?? min(max(1, processors), 16) }
}
