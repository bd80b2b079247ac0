import NeuralNetwork
import Recognition

extension FineTuneCycle {
    /// A whole cycle on a root: reads `labeled/`, fine-tunes, judges, switches `models/current` where the candidate
    /// passes, and adds a line to `history.jsonl` either way. To be called by one process at a time.
    ///
    /// - Parameters:
    ///   - parent: the current model.
    ///   - samples: the sample pictures that ship.
    ///   - force: begins even where the labels are those of the last cycle.
    ///   - progress: told what share of the work is done, 0 to 1.
    /// - Throws: ``DataError``, ``ModelStoreError``, or ``ArchitectureError``.
    public static func run(
        root: String,
        parent: DigitModel,
        samples: LabeledImages,
        configuration: FineTuneConfiguration = FineTuneConfiguration(),
        preparer: PicturePreparer = PicturePreparer(),
        force: Bool = false,
        progress: (Double) -> Void = { _ in }
    ) throws -> (cycle: FineTuneCycle, leftOut: [(path: String, reason: String)]) {
        let began = ContinuousClock.now
        let store = ModelStore(root: root)
        store.removeHalfFiles()
        var labels = try LabelFolder("\(root)/labeled", preparer: preparer, threads: configuration.threads)
        var cycle = FineTuneCycle(
            at: "",
            decision: .waited,
            reason: "",
            parent: parent.identity.name,
            parentSHA256: parent.identity.sha256.hex,
            model: nil,
            labels: labels.examples.count,
            labelsSHA256: labels.digest.hex,
            leftOut: labels.leftOut.count,
            figures: nil,
            seconds: 0
        )
        if labels.examples.count < configuration.leastLabels {
            cycle.reason =
                "\(Self.labelsText(labels.examples.count)) that can be learned from; "
                + "a cycle begins with \(configuration.leastLabels)"
        } else if !force, let last = store.history().last(where: { $0.decision != .waited }),
            last.labelsSHA256 == cycle.labelsSHA256
        {
            cycle.reason = "no label has changed since the last cycle"
        } else {
            let tuner = FineTuner(parent: parent, configuration: configuration)
            let fresh = tuner.newAndUndoubted(labels)
            guard fresh >= configuration.leastLabels else {
                cycle.reason =
                    "\(parent.identity.name) has learned from all but \(Self.labelsText(fresh)), or they looked wrong; a cycle "
                    + "begins with \(configuration.leastLabels) new ones"
                return (try finish(cycle, in: store, since: began), labels.leftOut)
            }
            var doubted: [DoubtedLabel] = []
            if configuration.leavesOutSuspects {
                let suspects = try tuner.suspects(among: labels) { progress($0 * Self.auditShare) }
                cycle.suspects = suspects.map {
                    let path = labels.examples[$0.index].path
                    return Suspect(file: String(path.dropFirst("\(root)/labeled/".count)), reason: $0.reason)
                }
                doubted = suspects.compactMap { suspect in
                    suspect.confidence.map { .init(note: LabelNote(labels.examples[suspect.index]), confidence: $0) }
                }
                labels = labels.without(suspects)
                cycle.labels = labels.examples.count
                cycle.leftOut = labels.leftOut.count
            }
            guard tuner.newLabels(labels).count >= configuration.leastLabels else {
                cycle.decision = .refused
                let suspects = cycle.suspects?.count ?? 0
                cycle.reason =
                    "\(Self.labelsText(suspects)) \(suspects == 1 ? "looks" : "look") wrong, and the other new ones, "
                    + "\(tuner.newLabels(labels).count), are too few"
                return (try finish(cycle, in: store, since: began), labels.leftOut)
            }
            let looks = looks(at: parent, with: cycle.labelsSHA256, in: store.history())
            let outcome = try tuner.run(on: labels, samples: samples, doubted: doubted, looks: looks) {
                progress(Self.auditShare + (1 - Self.auditShare) * $0)
            }
            cycle.figures = Figures(outcome)
            cycle.changes = outcome.changes.prefix(mostChanges).map { index, before, after in
                let example = labels.examples[index]
                return Change(
                    file: String(example.path.dropFirst("\(root)/labeled/".count)),
                    sha256: example.sha256.hex,
                    label: example.label,
                    before: before.digit,
                    after: after.digit,
                    confidenceBefore: before.confidence,
                    confidenceAfter: after.confidence
                )
            }
            cycle.reason = outcome.verdict.reason
            cycle.decision = outcome.verdict.isAccepted ? .accepted : .refused
            if outcome.verdict.isAccepted {
                let name = try store.add(outcome.candidate.bytes())
                try store.activate(name)
                cycle.model = name
                store.prune(keeping: configuration.keptModels)
            }
        }
        return (try finish(cycle, in: store, since: began), labels.leftOut)
    }

    /// How often a gain of this parent has been looked for, with these labels as the last time.
    static func looks(at parent: DigitModel, with labelsSHA256: String, in history: [FineTuneCycle]) -> Int {
        let judged = history.filter {
            $0.decision == .refused && $0.figures != nil && $0.parentSHA256 == parent.identity.sha256.hex
        }
        return Set(judged.map(\.labelsSHA256)).union([labelsSHA256]).count
    }

    /// So many labels, in words.
    static func labelsText(_ count: Int) -> String { "\(count) label\(count == 1 ? "" : "s")" }

    /// The share of a cycle's time that looking for wrong labels takes, about.
    private static let auditShare = 0.3

    private static func finish(
        _ cycle: FineTuneCycle,
        in store: ModelStore,
        since began: ContinuousClock.Instant
    ) throws(ModelStoreError) -> FineTuneCycle {
        var cycle = cycle
        let spent = ContinuousClock.now - began
        cycle.seconds = Double(spent.components.seconds) + Double(spent.components.attoseconds) * 1e-18
        cycle.at = Timestamp.now.description
        try store.append(cycle)
        return cycle
    }
}
