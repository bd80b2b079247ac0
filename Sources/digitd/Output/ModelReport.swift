import NeuralNetwork
import Recognition

/// A model for people: its layers with their counts, how it decides, where it came from.
struct ModelReport {
    /// The model.
    let model: DigitModel

    /// A report of a model.
    init(_ model: DigitModel) {
        self.model = model
    }

    /// The report, with a newline at its end.
    var text: String {
        var lines = [
            "model        \(model.identity.name.visible)",
            "sha256       \(model.identity.sha256)",
            "temperature  \(model.temperature)",
            "threshold    \(model.threshold)",
        ]
        if let evidence = model.riskEvidence {
            let inherited = model.metadata[DigitModel.MetadataKey.inheritedEvidence].flatMap { Int($0) } ?? 0
            lines += Self.promises(evidence, isInherited: inherited > 0)
            if inherited > 0 {
                lines.append(
                    "evidence     \(Self.grouped(evidence.readings)) readings, \(Self.grouped(inherited)) of them by the "
                        + "models it was taught from"
                )
            }
        }
        if let least = model.leastEvidence { lines.append("unfamiliar   below an evidence of \(least)") }
        if let second = model.secondLook {
            lines.append("second look  below a confidence of \(second.below), turned by \(second.turn) degrees")
        }
        lines.append("")
        lines += layerTable
        let told = [
            DigitModel.MetadataKey.temperature, DigitModel.MetadataKey.threshold, DigitModel.MetadataKey.riskEvidence,
            DigitModel.MetadataKey.leastEvidence, DigitModel.MetadataKey.secondLook,
            DigitModel.MetadataKey.inheritedEvidence,
        ]
        // What was learned from is a line a picture.
        let notes = model.metadata.filter { !told.contains($0.key) }.mapValues { value in
            let lines = value.split(separator: "\n")
            return lines.count > 1 ? "\(Self.grouped(lines.count)) lines" : value
        }
        if !notes.isEmpty { lines.append("") }
        let width = notes.keys.map(\.columns).max() ?? 0
        for (key, value) in notes.sorted(by: { $0.key < $1.key }) {
            lines.append(key.visible.padded(to: width + 2) + value.visible)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What the evidence allows for some risks: a line each.
    ///
    /// - Parameter isInherited: most of it is about other weights: then nothing is promised.
    private static func promises(_ evidence: RiskEvidence, isInherited: Bool) -> [String] {
        [0.0001, 0.001, 0.01].map { risk in
            let threshold = evidence.threshold(risk: risk)
            let basis =
                isInherited
                ? "not promised: it rests on readings by other weights too"
                : threshold.isPromised
                    ? "with 95 % confidence at most \(decimals(threshold.bound, 6))"
                    : "not promised: too few readings, 95 % bound \(decimals(threshold.bound, 6))"
            return "risk \(decimals(risk, 4))  from \(decimals(Double(threshold.confidence), 6)) on: "
                + "\(threshold.wrong) wrong of \(grouped(threshold.accepted)) "
                + "(\(decimals(100 * threshold.coverage, 2)) % of all), \(basis)"
        }
    }

    /// A row a layer: what it is, the shape of one image after it, its weights, biases and multiply-adds; then sums.
    private var layerTable: [String] {
        let layers = model.network.summary
        var rows = [["layer", "output", "weights", "biases", "multiply-adds"]]
        rows.append(["input", "\(model.network.architecture.input)", "", "", ""])
        for layer in layers {
            let counts = [layer.weights, layer.biases, layer.multiplyAdds].map { $0 == 0 ? "" : Self.grouped($0) }
            rows.append([layer.layer, "\(layer.output)"] + counts)
        }
        let sums = [layers.map(\.weights), layers.map(\.biases), layers.map(\.multiplyAdds)].map {
            Self.grouped($0.reduce(0, +))
        }
        rows.append(["in all", ""] + sums)
        let widths = rows[0].indices.map { column in rows.map { $0[column].columns }.max() ?? 0 }
        return rows.map { row in
            let texts = row.indices.map { column in
                column < 2 ? row[column].padded(to: widths[column]) : row[column].padded(leftTo: widths[column])
            }
            return texts.joined(separator: "  ")
        }
    }

    /// A number with a comma before each three digits: `12,544`.
    static func grouped(_ number: Int) -> String {
        var text = ""
        for (place, digit) in String(number.magnitude).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text = "," + text }
            text = String(digit) + text
        }
        return number < 0 ? "-" + text : text
    }
}
