import Training

/// A fine-tune cycle in words.
enum FineTuneText {
    /// What was decided and why, then the figures where it came to that.
    static func summary(_ cycle: FineTuneCycle) -> String {
        var lines = ["\(cycle.decision.rawValue): \(cycle.reason.visible)"]
        if let model = cycle.model {
            lines.append("model       \(model), now current; before it \(cycle.parent.visible)")
        }
        if let figures = cycle.figures {
            lines.append("labels      \(cycle.labels), each read by a model that has not seen it")
            lines.append("log loss    \(decimals(figures.logLossBefore, 4)) -> \(decimals(figures.logLossAfter, 4))")
            lines.append("wrong       \(figures.wrongBefore) -> \(figures.wrongAfter)")
            lines.append("samples     \(counts(figures.samples)) right")
            lines.append("drawn       \(counts(figures.regression)) right")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Before, after, of how many.
    private static func counts(_ figures: [Int]) -> String {
        guard figures.count == 3 else { return "-" }
        return "\(figures[0]) -> \(figures[1]) of \(figures[2])"
    }
}
