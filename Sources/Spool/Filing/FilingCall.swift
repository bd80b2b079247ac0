/// A call in the filing of a batch that a test can have fail, as on a disk that is full or ends.
enum FilingCall: Equatable, Sendable {
    /// The original of this path is looked at, whether it is still the one that was read.
    case lookAtOriginal([UInt8])
    /// The result gets its name.
    case publish(Int)
    /// Its name and those of new folders go to the disk.
    case synchronizeNames(Int)
    /// The record is written again with another name for it.
    case amendRecord(Int)
    /// The visible result gets another name.
    case renameResult(Int)
    /// The results of what is owed go to the disk once more.
    case synchronizeOwed
}
