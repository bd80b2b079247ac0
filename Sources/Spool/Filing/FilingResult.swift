/// Where a file's result and original lie.
public struct FiledNames: Sendable, Equatable {
    /// The result, below `results/`: UTF-8.
    public var result: [UInt8]
    /// The original, below its folder; nil where it was deleted.
    public var original: [UInt8]?
    /// The folder of the original.
    public var folder: SpoolFolder?
}

/// What became of one file.
public enum FilingResult: Sendable, Equatable {
    /// The result is visible and the original filed away.
    case filed(FiledNames)
    /// The original left the inbox before its result was visible: somebody took it. There is no result.
    case vanished
    /// The original was written to after it was read. There is no result; it is a new drop.
    case changed
    /// Nothing was done, or all was undone: a folder cannot be used now.
    case postponed(SpoolOutage)
    /// Nothing was done: its folder can't be entered, its result or original can't be filed where others can, or originals
    /// of its folder can't leave the inbox and enough of them are owed. The next listing finds it again.
    case held(SpoolOutage)
    /// The result is visible, but the original cannot be moved yet; `Filing` remembers it and tries again.
    case owed(FiledNames, SystemError)
}
