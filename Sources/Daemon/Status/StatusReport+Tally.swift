import Spool

extension StatusReport.Tally {
    /// Looks at a root.
    ///
    /// Counting the inbox takes time, in which files leave it. So the outcomes are read before and after, and both again
    /// where they differ; under a steady stream the last figures stand, off by what moved while the inbox was counted.
    init(of layout: SpoolLayout) throws(SpoolError) {
        var counts = try Receipt(layout).counts
        var waiting = 0
        for _ in 0..<Self.tries {
            let before = counts
            waiting = InboxCount.waiting(root: layout.root)
            counts = try Receipt(layout).counts
            if counts == before { break }
        }
        self.init(
            seen: counts.answered + waiting,
            classified: counts.classified,
            uncertain: counts.uncertain,
            rejected: counts.rejected,
            duplicate: counts.duplicate,
            waiting: waiting
        )
    }

    private static let tries = 20
}
