import Training

/// A training's progress in words.
enum TrainingText {
    /// The bar with its facts; `work` says what the epochs are of.
    static func bar(_ progress: TrainingProgress, of work: String = "") -> ProgressLine {
        ProgressLine(
            label: "\(work)epoch \(progress.epoch)/\(progress.epochs)",
            fraction: Double(progress.step) / Double(max(progress.steps, 1)),
            facts: [
                "loss \(decimals(progress.loss, 4))", "\(percent(progress.accuracy)) right",
                ProgressLine.span(progress.secondsLeft) + " left",
                "\(ModelReport.grouped(Int(progress.imagesPerSecond))) images/s",
            ]
        )
    }

    /// The line an epoch leaves.
    static func line(_ progress: TrainingProgress) -> String {
        var text =
            "epoch \(progress.epoch)/\(progress.epochs): loss \(decimals(progress.loss, 4)), "
            + "\(percent(progress.accuracy)) right"
        if let heldOut = progress.heldOut {
            text += "; held out: loss \(decimals(heldOut.loss, 4)), \(percent(heldOut.accuracy)) right"
        }
        return text + "; \(ModelReport.grouped(Int(progress.imagesPerSecond))) images/s, "
            + "\(ProgressLine.span(progress.secondsLeft)) left"
    }

    /// The readings as CSV, a line each, in order of their places.
    static func csv(_ readings: [EvidenceReading]) -> String {
        var text = "place,given,label,digit,confidence\n"
        for reading in readings.sorted(by: { $0.place < $1.place }) {
            text += "\(reading.place),\(reading.given),\(reading.label),\(reading.digit),\(reading.confidence)\n"
        }
        return text
    }

    private static func percent(_ share: Double) -> String { decimals(100 * share, 2) + " %" }
}
