import Training

/// A fine-tune cycle in words.
enum FineTuneText {
    /// What was decided and why, then the figures where it came to that.
    static func summary(_ cycle: FineTuneCycle) -> String {
        var lines = ["\(cycle.decision.rawValue): \(cycle.reason.visible)"]
        if let model = cycle.model {
            lines.append("model       \(model), now current; before it \(cycle.parent.visible)")
        }
        if let suspects = cycle.suspects, !suspects.isEmpty {
            let found =
                suspects.count == 1 ? "1 label looks wrong and was" : "\(suspects.count) labels look wrong and were"
            lines.append("suspects    \(found) left out:")
            lines += suspects.map { "            labeled/\($0.file.visible) \($0.reason.visible)" }
        }
        if let figures = cycle.figures {
            lines.append("labels      \(cycle.labels), each read by a model that has not seen it")
            lines.append("log loss    \(decimals(figures.logLossBefore, 4)) -> \(decimals(figures.logLossAfter, 4))")
            lines.append("chance      \(decimals(figures.chance, 4)) of such a gain by luck (paired sign-flip test)")
            lines.append("wrong       \(figures.wrongBefore) -> \(figures.wrongAfter)")
            lines.append("            McNemar's exact test \(decimals(figures.mcNemar, 4))")
            lines.append("samples     \(counts(figures.samples)) right")
            lines.append("drawn       \(counts(figures.regression)) right")
            lines += digits(figures.perDigit)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One line: when, what was decided, on how many labels, and why.
    static func line(_ cycle: FineTuneCycle) -> String {
        let decision = cycle.decision.rawValue.padded(to: 8)
        let labels = "\(cycle.labels) label\(cycle.labels == 1 ? "" : "s")".padded(leftTo: 12)
        return "\(cycle.at.visible)  \(decision)  \(labels)  \(cycle.reason.visible)\n"
    }

    /// A table of what was wrong of each digit that has labels, before and after.
    private static func digits(_ perDigit: [[Int]]) -> [String] {
        guard perDigit.count == 10, perDigit.allSatisfy({ $0.count == 3 }) else { return [] }
        var rows = [["digit", "labels", "wrong", "after"]]
        for (digit, counts) in perDigit.enumerated() where counts[0] > 0 {
            rows.append([digit, counts[0], counts[0] - counts[1], counts[0] - counts[2]].map(String.init))
        }
        return [""] + rows.map { row in row.map { $0.padded(leftTo: 8) }.joined() }
    }

    /// Before, after, of how many.
    private static func counts(_ figures: [Int]) -> String {
        guard figures.count == 3 else { return "-" }
        return "\(figures[0]) -> \(figures[1]) of \(figures[2])"
    }
}
