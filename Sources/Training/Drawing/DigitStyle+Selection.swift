/// A name that is no digit and no way of writing one.
public struct UnknownStyleError: Error, Equatable, CustomStringConvertible {
    /// What was asked for.
    public let name: String

    /// One line: what is wrong and which names there are.
    public var description: String {
        let known = DigitStyle.all.map(\.name).joined(separator: " ")
        return "no style '\(name)': give a digit (4) or one of \(known)"
    }
}

extension DigitStyle {
    /// The style of this name.
    public static func named(_ name: String) -> DigitStyle? {
        all.first { $0.name == name }
    }

    /// The styles a list of names stands for, in the order of the catalogue.
    ///
    /// A name is a style (`4.open`) or a digit for all its styles (`4`). No names to use means all; what `excluded`
    /// names is then left out.
    public static func selection(
        only names: [String] = [],
        without excluded: [String] = []
    ) throws(UnknownStyleError) -> [DigitStyle] {
        let chosen = names.isEmpty ? Set(all) : try styles(for: names)
        let left = chosen.subtracting(try styles(for: excluded))
        return all.filter(left.contains)
    }

    private static func styles(for names: [String]) throws(UnknownStyleError) -> Set<DigitStyle> {
        var found: Set<DigitStyle> = []
        for name in names {
            let matches = all.filter { $0.name == name || String($0.digit) == name }
            if matches.isEmpty {
                throw UnknownStyleError(name: name)
            }
            found.formUnion(matches)
        }
        return found
    }
}
