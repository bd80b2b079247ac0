/// The one name a result and its original share.
///
/// The n-th choice for `scan.png` is `scan.png`, `scan~2.png`, `scan~3.png`, ...; its result is that with `.json`.
/// A name whose result would be longer than a file system takes (255 bytes) is cut before its extension and gets
/// eight hex digits, by which it stays its own.
struct SharedName: Equatable, Sendable {
    /// The original's name: the bytes it came with.
    var original: [UInt8]
    /// The result's name: UTF-8.
    var result: [UInt8]

    private static let longest = 255
    private static let json = Array(".json".utf8)

    /// A name that was chosen before.
    init(original: [UInt8], result: [UInt8]) {
        self.original = original
        self.result = result
    }

    /// The n-th choice, counted from 1.
    ///
    /// - Parameter tag: eight hex digits for a name that must be cut.
    init(_ name: [UInt8], choice: Int, tag: [UInt8]) {
        precondition(choice >= 1 && tag.count == 8, "choice \(choice), tag of \(tag.count)")
        let suffix = choice == 1 ? [] : Array("~\(choice)".utf8)
        let (stem, ending) = Self.splitExtension(name)
        var chosen = stem + suffix + ending
        if NameEscaping.escapedCount(chosen) + Self.json.count > Self.longest {
            let tail = Array("-".utf8) + tag + suffix + ending
            let room = Self.longest - Self.json.count - NameEscaping.escapedCount(tail)
            chosen = Self.cut(stem, toEscaped: room) + tail
        }
        original = chosen
        result = NameEscaping.escape(chosen) + Self.json
    }

    /// The stem and the extension with its dot; an extension has at most 16 bytes, and a name is more than one.
    static func splitExtension(_ name: [UInt8]) -> (stem: [UInt8], ending: [UInt8]) {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0, name.count - dot <= 17 else {
            return (name, [])
        }
        return (Array(name[..<dot]), Array(name[dot...]))
    }

    /// The longest beginning of whole characters that has at most `room` bytes once escaped.
    private static func cut(_ stem: [UInt8], toEscaped room: Int) -> [UInt8] {
        var taken = 0
        var used = 0
        while taken < stem.count {
            let length = NameEscaping.wellFormedLength(stem, at: taken)
            let cost = length > 0 ? length : 3
            if used + cost > room { break }
            used += cost
            taken += max(length, 1)
        }
        return Array(stem[..<taken])
    }

    /// A component of a folder's path in `results/`: escaped, and cut where that makes it too long.
    static func resultFolder(_ component: [UInt8]) -> [UInt8] {
        let escaped = NameEscaping.escape(component)
        guard escaped.count > longest else { return escaped }
        let tail = Array("-".utf8) + Checksum.hexTag(component)
        return NameEscaping.escape(cut(component, toEscaped: longest - tail.count)) + tail
    }
}
