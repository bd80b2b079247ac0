/// A point in the filing of a batch after which a test can have everything stop, as in a crash.
enum FilingStep: Equatable, Sendable {
    case written(Int)
    case recorded
    case synchronized
    case published(Int)
    case moved(Int)
}
