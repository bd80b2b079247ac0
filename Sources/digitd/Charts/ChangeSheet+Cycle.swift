import Imaging
import Recognition
import Spool
import Training

extension ChangeSheet {
    /// The labels that a cycle made be read otherwise. Those whose file is no longer what it was are left out, and
    /// counted in the title.
    init(_ cycle: FineTuneCycle, labels folder: String, _ queue: PictureQueue) {
        let changes = cycle.changes ?? []
        entries = changes.compactMap { change in
            guard case .success(let picture) = queue.prepare(Array("\(folder)/\(change.file)".utf8)),
                picture.sha256.hex == change.sha256, case .success(let digit) = picture.content, let image = digit.image
            else { return nil }
            return Entry(
                name: change.file,
                image: image,
                label: change.label,
                before: (change.before, change.confidenceBefore),
                after: (change.after, change.confidenceAfter)
            )
        }
        let gone = changes.count - entries.count
        title =
            "\(cycle.at.visible) \(cycle.decision.rawValue): labels that are read otherwise, before and after"
            + (gone > 0 ? "; \(gone) are no longer there" : "")
    }
}
