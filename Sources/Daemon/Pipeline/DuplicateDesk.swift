import Recognition
import Spool
import Synchronization

/// Tells which contents were read before, in this batch, in another lane, or ever.
final class DuplicateDesk: Sendable {
    /// What is known of a content.
    enum Answer: Sendable, Equatable {
        /// It is the first; it is in hand now, until `release`.
        case first
        /// A file of this name had it first.
        case seen(first: String)
        /// Another file with it is in hand.
        case inHand
    }

    private let index: ContentIndex
    private let inHand = Mutex<Set<ContentHash>>([])

    init(_ layout: SpoolLayout) {
        index = ContentIndex(layout)
    }

    func claim(_ hash: ContentHash) -> Answer {
        guard inHand.withLock({ $0.insert(hash).inserted }) else { return .inHand }
        guard let name = index.first(hash.hexBytes) else { return .first }
        release(hash)
        return .seen(first: NameEscaping.text(name))
    }

    func release(_ hash: ContentHash) { inHand.withLock { _ = $0.remove(hash) } }
}
