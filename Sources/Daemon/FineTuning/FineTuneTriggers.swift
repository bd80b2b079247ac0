/// What begins a fine-tune cycle, where labels have changed; any of these does.
public struct FineTuneTriggers: Sendable, Hashable, CustomStringConvertible {
    /// Once each time it is open.
    public var window: DailyWindow?
    /// This long after the last cycle.
    public var interval: Duration?
    /// As soon as there are so many labels more, or moved to another digit.
    public var newLabels: Int?

    /// These triggers.
    public init(window: DailyWindow? = nil, interval: Duration? = nil, newLabels: Int? = nil) {
        self.window = window
        self.interval = interval
        self.newLabels = newLabels
    }

    /// Whether cycles are left to people.
    public var isEmpty: Bool { window == nil && interval == nil && newLabels == nil }

    /// In words.
    public var description: String {
        var parts: [String] = []
        if let window { parts.append("in \(window)") }
        if let interval {
            let hours = interval.hours
            parts.append("\(hours == hours.rounded() ? "\(Int(hours))" : "\(hours)") h after the last cycle")
        }
        if let newLabels { parts.append("after \(newLabels) new labels") }
        return parts.isEmpty ? "never by itself" : parts.joined(separator: ", ")
    }
}

extension Duration {
    /// It in hours.
    var hours: Double { Double(components.seconds) / 3600 + Double(components.attoseconds) / 3.6e21 }
}
