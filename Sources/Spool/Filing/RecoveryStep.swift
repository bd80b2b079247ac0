/// A point in the recovery after which a test can have everything stop, as in a crash.
enum RecoveryStep: Equatable, Sendable {
    /// So many entries of the journals were seen to before, and one more.
    case finished(Int)
    /// Half-written files are gone.
    case cleared
    /// The ledger knows what the journals tell of, and they are still there.
    case counted
}
