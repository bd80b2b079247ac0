import Daemon
import Recognition

/// What two models make of the kept readings, in lines.
enum ReadingDiffText {
    /// A line for each reading that gets another digit, with `all` also for those that are doubted by one model alone;
    /// then the sums.
    static func text(_ diff: ReadingDiff, from before: DigitModel, to after: DigitModel, all: Bool) -> String {
        let changes = diff.otherDigits + (all ? diff.otherDoubts : [])
        let width = changes.map { $0.reading.file.visible.columns }.max() ?? 0
        var lines = changes.map { change in
            let file = change.reading.file.visible.padded(to: width)
            return "\(file)  \(answer(change.before))  ->  \(answer(change.after))"
        }
        if !lines.isEmpty { lines.append("") }
        let counts = [diff.otherDigits.count, diff.readings, diff.otherDoubts.count].map(ModelReport.grouped)
        lines.append("\(before.identity.name.visible) -> \(after.identity.name.visible)")
        lines.append(
            "\(counts[0]) of \(counts[1]) kept readings get another digit; \(counts[2]) others are doubted by one of the "
                + "two alone"
        )
        return lines.joined(separator: "\n") + "\n"
    }

    private static func answer(_ answer: ReadingDiff.Answer) -> String {
        let digit = answer.isDoubted ? "(\(answer.digit))" : " \(answer.digit) "
        return "\(digit) \(decimals(Double(answer.confidence), 4))"
    }
}
