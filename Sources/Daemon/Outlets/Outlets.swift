import Recognition
import Spool

/// Who hears of results beside the folder `results/`, once they are visible. Telling them waits for nothing.
struct Outlets: Sendable {
    var rollup: Rollup?
    var hook: ResultHook?

    private var isEmpty: Bool { rollup == nil && hook == nil }

    /// Tells of a batch.
    func tell(_ answers: [DigitResult], _ outcomes: [Spool.Outcome], _ filed: [FilingResult]) {
        guard !isEmpty else { return }
        let visible = zip(zip(answers, outcomes), filed).compactMap { FiledResult($0.0, $0.1, $1) }
        guard !visible.isEmpty else { return }
        rollup?.add(visible)
        hook?.add(visible)
    }
}
