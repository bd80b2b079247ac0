internal import CSystemCalls
import Recognition

/// What the allocator keeps of the memory that large pictures have taken: all of it while they come, so that its pages
/// need not be taken anew for each, and nothing once a lane has no more of them.
struct FreedMemory {
    /// Less than this in one picture is not worth a thought.
    private static let leastPixels = 64 << 10
    /// Whether there is something to give back.
    private(set) var isKept = false

    /// To be called before the first picture; gives back what getting ready has taken and freed.
    static func begin() {
        digitd_keep_freed_memory()
        digitd_release_freed_memory()
    }

    /// A picture has been read in this thread; one of which no size is known may have been of any.
    mutating func note(_ size: PictureSize?) {
        if size.map({ $0.width * $0.height >= Self.leastPixels }) ?? true { isKept = true }
    }

    /// Gives back what is kept, where this thread has read large pictures.
    mutating func release() {
        if isKept { digitd_release_freed_memory() }
        isKept = false
    }
}
