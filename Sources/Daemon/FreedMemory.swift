internal import CSystemCalls

/// What the allocator keeps of the memory that pictures have taken: all while they come, so that its pages need not be
/// taken anew for each, and nothing once they have stopped.
struct FreedMemory {
    /// Looks in a row that must find nothing new before the memory is given back.
    private static let quietLooks = 10
    private var answered = 0
    private var quiet = quietLooks

    /// To be called before the first picture.
    static func keep() { digitd_keep_freed_memory() }

    /// Whether memory is to be given back now, `answered` being how many files have been answered so far.
    mutating func isDue(answered: Int) -> Bool {
        if answered != self.answered {
            self.answered = answered
            quiet = 0
            return false
        }
        if quiet >= Self.quietLooks { return false }
        quiet += 1
        return quiet == Self.quietLooks
    }

    func release() { digitd_release_freed_memory() }
}
