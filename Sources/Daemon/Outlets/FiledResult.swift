import Recognition
import Spool

/// A result that is visible, with its place.
struct FiledResult: Sendable {
    let result: DigitResult
    /// The path of its file below `results/`.
    let path: String

    /// The result of one file of a batch; nil where it has none (it was not filed, or is a duplicate without one).
    init?(_ result: DigitResult, _ outcome: Spool.Outcome, _ filed: FilingResult) {
        guard !outcome.result.isEmpty else { return nil }
        switch filed {
        case .filed(let names), .owed(let names, _):
            self.init(result, path: String(decoding: names.result, as: UTF8.self))
        case .vanished, .changed, .postponed, .held: return nil
        }
    }

    init(_ result: DigitResult, path: String) {
        self.result = result
        self.path = path
    }
}
