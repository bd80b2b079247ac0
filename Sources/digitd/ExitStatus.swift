/// What the program tells its caller when it ends.
enum ExitStatus: Int32, Sendable {
    /// Done; also `run` ended by SIGTERM, and `finetune` whose candidate was refused.
    case done = 0
    /// Some inputs were rejected (`classify`, `run --once`), or something does not add up (`verify`).
    case someRejected = 1
    /// Failed.
    case failed = 2
    /// The command line was wrong (`EX_USAGE` of sysexits.h).
    case usage = 64
}
