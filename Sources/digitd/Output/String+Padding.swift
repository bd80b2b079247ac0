extension String {
    /// How many columns the text takes on a terminal, a column a character: right for Latin names, a little too small
    /// for wide ones.
    var columns: Int { count }

    /// The text with spaces behind it, up to `width` columns.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - columns))
    }

    /// The text with spaces before it, up to `width` columns.
    func padded(leftTo width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - columns)) + self
    }
}

/// `value` with a fixed number of decimals, correctly rounded: `decimals(0.12345, 2)` is `0.12`.
func decimals(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return String(value) }
    var power = 1.0
    for _ in 0..<places { power *= 10 }
    let scaled = (abs(value) * power).rounded()
    let whole = Int(scaled / power)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(whole)" }
    let part = String(Int(scaled - Double(whole) * power))
    return "\(sign)\(whole)." + String(repeating: "0", count: places - part.count) + part
}
