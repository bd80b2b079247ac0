/// One line that shows how far a long piece of work is.
struct ProgressLine: Sendable, Hashable {
    /// What is being done: `epoch 3/10`.
    var label: String
    /// The share that is done, 0 to 1.
    var fraction: Double
    /// What is said behind the bar: `loss 0.0312`, `1,234 images/s`.
    var facts: [String] = []

    /// The line in at most `width` columns. Facts that do not fit are left out from the end, then the bar shrinks.
    func text(width: Int) -> String {
        let share = min(max(fraction.isFinite ? fraction : 0, 0), 1)
        let percent = "\(Int(share * 100)) %".padded(leftTo: 5)
        var shown = facts
        var tail = ""
        let least = label.columns + 2 + 10 + 1 + percent.columns
        repeat {
            tail = shown.map { "  " + $0 }.joined()
            if least + tail.columns <= width { break }
            _ = shown.popLast()
        } while !shown.isEmpty
        if shown.isEmpty { tail = "" }
        let room = width - label.columns - 3 - percent.columns - tail.columns
        guard room >= 4 else { return String((label + " " + percent).prefix(max(width, 0))) }
        let cells = min(room - 1, 40)
        let full = Int(Double(cells) * share)
        let bar = String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
        return "\(label)  \(bar) \(percent)\(tail)"
    }
}

extension ProgressLine {
    /// A span for people: `45 s`, `3 min 05 s`, `2 h 03 min`.
    static func span(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
        let whole = Int(seconds.rounded())
        let two = { (number: Int) in number < 10 ? "0\(number)" : String(number) }
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(two(whole % 60)) s" }
        return "\(whole / 3600) h \(two(whole / 60 % 60)) min"
    }
}
