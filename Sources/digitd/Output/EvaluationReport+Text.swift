import Recognition

extension EvaluationReport {
    /// The report for people: figures, then the confusion matrix.
    var table: String {
        let percent = { (share: Double) in decimals(share * 100, 2) + " %" }
        var lines = [
            "model              \(model.name.visible)",
            "data               \(data.visible)" + (part.map { ", its \($0.rawValue) part" } ?? ""),
            "images             \(images)",
            "correct            \(correct)  (\(percent(accuracy)))",
            "  at one look      \(correctAtOneLook)  (\(percent(share(correctAtOneLook))))",
            "classified         \(percent(coverage)), \(percent(risk)) of them wrong",
        ]
        if unread > 0 { lines.append("without a digit    \(unread)  (blank or rejected)") }
        lines.append("calibration error  \(percent(calibrationError))  (expected, 15 bins)")
        lines.append("")
        lines.append(Self.table(ofConfusion: confusion))
        return lines.joined(separator: "\n") + "\n"
    }

    /// The report as one line of JSON.
    var json: String {
        let rows = confusion.map { "[" + $0.map(String.init).joined(separator: ", ") + "]" }
        let partText = self.part.map { $0.rawValue.jsonQuoted } ?? "null"
        return """
            {"model": {"name": \(model.name.jsonQuoted), "sha256": \(model.sha256.hex.jsonQuoted)}, \
            "data": \(data.jsonQuoted), "part": \(partText), \
            "images": \(images), "correct": \(correct), "accuracy": \(decimals(accuracy, 6)), \
            "correct_at_one_look": \(correctAtOneLook), \
            "ece": \(decimals(calibrationError, 6)), "coverage": \(decimals(coverage, 6)), \
            "risk": \(decimals(risk, 6)), "unread": \(unread), "confusion": [\(rows.joined(separator: ", "))]}

            """
    }

    /// A confusion matrix for people: a row a label, a column a digit that was read, nothing where there is none, and
    /// the share of the row that is right (of those with a digit).
    static func table(ofConfusion confusion: [[Int]]) -> String {
        precondition(confusion.count == 10 && confusion.allSatisfy { $0.count == 10 }, "a confusion matrix is 10 x 10")
        let width = max(4, (confusion.joined().max() ?? 0).description.count) + 1
        let cell = { (text: String) in text.padded(leftTo: width) }
        var lines = ["label" + (0...9).map { cell(String($0)) }.joined() + "  <- read as"]
        for (label, row) in confusion.enumerated() {
            let total = row.reduce(0, +)
            let share = total == 0 ? "-" : decimals(100 * Double(row[label]) / Double(total), 1) + " %"
            let cells = row.enumerated().map { cell($1 == 0 && $0 != label ? "." : String($1)) }
            lines.append(String(label).padded(leftTo: 5) + cells.joined() + share.padded(leftTo: 10))
        }
        return lines.joined(separator: "\n")
    }
}
