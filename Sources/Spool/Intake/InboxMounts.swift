/// The file systems the inbox tree lies on, and how changes are noticed on each. No disk, no clock.
struct InboxMounts: Sendable {
    private var mounts: [UInt64: InboxMount] = [:]

    /// All of them, the inbox's own first.
    var all: [InboxMount] { mounts.values.sorted { $0.path.lexicographicallyPrecedes($1.path) } }

    /// The topmost folders of those that are listed again and again.
    var polledPaths: [[UInt8]] { all.filter { $0.reason != nil }.map(\.path) }

    /// A folder of the file system `device` was come across; whether that is a new one.
    mutating func enter(_ device: UInt64, path: [UInt8]) -> Bool {
        guard let known = mounts[device] else {
            mounts[device] = InboxMount(path: path, reason: nil)
            return true
        }
        if path.count < known.path.count { mounts[device]!.path = path }
        return false
    }

    /// Events do not arrive there; whether that is news.
    mutating func poll(_ device: UInt64, _ reason: IntakeNotice.PollingReason, path: [UInt8]) -> Bool {
        _ = enter(device, path: path)
        guard mounts[device]!.reason == nil else { return false }
        mounts[device]!.reason = reason
        return true
    }

    /// The inbox is another one than before.
    mutating func removeAll() { mounts = [:] }
}

/// One file system of the inbox tree.
public struct InboxMount: Sendable, Equatable {
    /// Its topmost folder below the inbox; empty for the inbox itself.
    public var path: [UInt8]
    /// Why it is listed every few seconds; nil where events announce what comes.
    public var reason: IntakeNotice.PollingReason?
}
