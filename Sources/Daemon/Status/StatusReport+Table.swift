extension StatusReport {
    /// The report for people: a name and a value a line.
    public var table: String { table(rate: nil) }

    /// The same with how many files were read in a second lately.
    public func table(rate: Double?) -> String {
        var rows: [(String, String)] = [("root", root), ("state", stateText)]
        if let since { rows.append(("started", since)) }
        if let model { rows.append(("model", "\(model.name)  \(model.sha256)")) }
        rows.append(("seen", "\(counts.seen)"))
        rows.append(("  classified", "\(counts.classified)"))
        rows.append(("  uncertain", "\(counts.uncertain)"))
        rows.append(("  rejected", "\(counts.rejected)"))
        rows.append(("  duplicate", "\(counts.duplicate)"))
        rows.append(("  waiting", "\(counts.waiting)" + (oldestWaiting.map { ", the oldest for \($0) s" } ?? "")))
        if let rate { rows.append(("rate", "\(Int(rate.rounded())) a second")) }
        rows.append(("to review", "\(review)"))
        rows.append(("labels", labelText))
        if let intake { rows.append(("intake", intake)) }
        for mount in mounts ?? [] where mount.reason != nil || (mounts?.count ?? 0) > 1 {
            rows.append(("  \(mount.folder)", mount.intake + (mount.reason.map { " (\($0))" } ?? "")))
        }
        if let outage { rows.append(("outage", outage)) }
        if let lastError { rows.append(("last error", "\(lastError.message) (\(lastError.at))")) }
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

    private var process: String { pid.map { " (process \($0))" } ?? "" }

    private var labelText: String {
        guard labels.contains(where: { $0 > 0 }) else { return "none" }
        let byDigit = labels.enumerated().map { "\($0.offset): \($0.element)" }.joined(separator: ", ")
        return "\(labels.reduce(0, +)) (\(byDigit))"
    }

    private var fineTuneText: String {
        if isFineTuning { return "under way" }
        guard fineTuneHours != nil else { return "when a person runs 'digitd finetune'" }
        return nextFineTune.map { "not before \($0), when labels have changed" } ?? "when labels have changed"
    }
}
