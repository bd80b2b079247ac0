/// A set of names that may take another for one of its own, and never misses one: a Bloom filter with two bits a name.
struct NameFilter: Sendable {
    private var words: [UInt64]
    private let mask: UInt64
    private let room: Int
    private(set) var count = 0

    /// A filter for so many names and as many again; with twice as many, one in 64 others is taken for one of them.
    init(expecting count: Int) {
        var bits = 1024
        while bits < 32 * count { bits *= 2 }
        words = [UInt64](repeating: 0, count: bits / 64)
        mask = UInt64(bits - 1)
        room = bits / 16
    }

    /// Whether it holds as many names as it tells from others.
    var isFull: Bool { count >= room }
    /// The memory of its bits.
    var bytes: Int { words.count * 8 }

    mutating func insert(_ name: [UInt8]) {
        let (first, second) = bits(of: Self.hash(name))
        words[Int(first >> 6)] |= 1 << (first & 63)
        words[Int(second >> 6)] |= 1 << (second & 63)
        count += 1
    }

    func mayContain(_ name: [UInt8]) -> Bool { mayContain(hash: Self.hash(name)) }

    /// The same for a name that is asked for in several filters.
    func mayContain(hash: UInt64) -> Bool {
        let (first, second) = bits(of: hash)
        return words[Int(first >> 6)] >> (first & 63) & words[Int(second >> 6)] >> (second & 63) & 1 == 1
    }

    static func hash(_ name: [UInt8]) -> UInt64 {
        var hasher = Hasher()
        name.withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    private func bits(of hash: UInt64) -> (UInt64, UInt64) { (hash & mask, hash >> 32 & mask) }
}
