extension StatusReport {
    /// The report for people: a name and a value a line.
    public var table: String { table(rate: rate) }

    /// The same with another rate, files a second.
    public func table(rate: Double?) -> String {
        var rows: [(String, String)] = [("root", root), ("state", stateText)]
        if let since { rows.append(("started", since)) }
        if let model {
            rows.append(("model", "\(model.name)  \(model.sha256)"))
            if let made = model.made {
                rows.append(("  made", made + (modelAgeSeconds.map { ", \(Self.timeText($0)) ago" } ?? "")))
            }
            if let refused = model.refused { rows.append(("  instead of", refused)) }
        }
        rows.append(("seen", "\(counts.seen)"))
        rows.append(("  classified", "\(counts.classified)"))
        rows.append(("  uncertain", "\(counts.uncertain)"))
        rows.append(("  rejected", "\(counts.rejected)"))
        rows.append(("  duplicate", "\(counts.duplicate)"))
        rows.append(("  waiting", "\(counts.waiting)" + (oldestWaiting.map { ", the oldest for \($0) s" } ?? "")))
        if let owed { rows.append(("  stuck", "\(owed) of these are read and can't leave the inbox")) }
        if let rate { rows.append(("rate", Self.rateText(rate))) }
        rows.append(("to review", "\(review)"))
        rows.append(("labels", labelText))
        if let intake { rows.append(("intake", intake)) }
        for mount in mounts ?? [] where mount.reason != nil || (mounts?.count ?? 0) > 1 {
            rows.append(("  \(mount.folder)", mount.intake + (mount.reason.map { " (\($0))" } ?? "")))
        }
        if let outage { rows.append(("outage", outage)) }
        if let rollup {
            let missing = rollup.missing > 0 ? ", \(rollup.missing) missing" : ""
            rows.append(("rollup", rollup.file + missing))
        }
        if let onResult {
            rows.append(
                ("on_result", "\(onResult.told) told, \(onResult.failed) failed, \(onResult.dropped) dropped")
            )
        }
        for (index, error) in lastErrors.reversed().enumerated() {
            rows.append((index == 0 ? "last errors" : "", "\(error.at) \(error.message)"))
        }
        rows.append(("fine-tuning", fineTuneText))
        if let cycle = lastFineTune { rows.append(("  last cycle", "\(cycle.at) \(cycle.decision): \(cycle.reason)")) }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { name, value in
            name + String(repeating: " ", count: width + 2 - name.count) + value + "\n"
        }.joined()
    }

    private var stateText: String {
        switch state {
        case .running: "running" + process
        case .paused: "paused" + process
        case .stopped: "stopped"
        case .crashed: "not running; it did not end in good order"
        case .new: "never started"
        }
    }

    /// A rate for people: slow ones by the minute or the hour, so that only none at all is 0.
    static func rateText(_ perSecond: Double) -> String {
        if perSecond >= 10 || perSecond <= 0 { return "\(Int(perSecond.rounded())) a second" }
        for (unit, seconds) in [("a minute", 60.0), ("an hour", 3600.0)] {
            let count = Int((perSecond * seconds).rounded())
            if count > 0 { return "\(count) \(unit)" }
        }
        return "less than 1 an hour"
    }

    /// A time for people: in its largest unit.
    static func timeText(_ seconds: Int) -> String {
        for (unit, size) in [("day", 86_400), ("hour", 3600), ("minute", 60)] where seconds >= size {
            let count = seconds / size
            return "\(count) \(unit)\(count == 1 ? "" : "s")"
        }
        return "\(seconds) s"
    }

    private var process: String { pid.map { " (process \($0))" } ?? "" }

    private var labelText: String {
        guard labels.contains(where: { $0 > 0 }) else { return "none" }
        let byDigit = labels.enumerated().map { "\($0.offset): \($0.element)" }.joined(separator: ", ")
        return "\(labels.reduce(0, +)) (\(byDigit))"
    }

    private var fineTuneText: String {
        if isFineTuning { return "under way" }
        guard let fineTuneTriggers else { return "when a person runs 'digitd finetune'" }
        let clock = nextFineTune.map { "; by the clock not before \($0)" } ?? ""
        return "when labels have changed, \(fineTuneTriggers)\(clock)"
    }
}
