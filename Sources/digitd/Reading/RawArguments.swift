/// The command line as bytes: names of files need not be UTF-8, the strings the parser hands out are.
enum RawArguments {
    /// The bytes of arguments as they were typed, which stand on the command line in this order.
    ///
    /// One that is not UTF-8 holds replacement characters; several may read the same, and are told apart by their order.
    static func bytes(of arguments: [String]) -> [[UInt8]] { bytes(of: arguments, among: typed) }

    /// The same for a single one.
    static func bytes(of argument: String) -> [UInt8] { bytes(of: [argument])[0] }

    static func bytes(of arguments: [String], among typed: [[UInt8]]) -> [[UInt8]] {
        var place = 0
        return arguments.map { argument in
            guard argument.unicodeScalars.contains("\u{FFFD}") else { return Array(argument.utf8) }
            guard let next = typed[place...].firstIndex(where: { String(decoding: $0, as: UTF8.self) == argument })
            else {
                return Array(argument.utf8)
            }
            place = next + 1
            return typed[next]
        }
    }

    private static var typed: [[UInt8]] {
        (0..<Int(CommandLine.argc)).compactMap { index in
            guard var place = CommandLine.unsafeArgv[index] else { return nil }
            var bytes: [UInt8] = []
            while place.pointee != 0 {
                bytes.append(UInt8(bitPattern: place.pointee))
                place += 1
            }
            return bytes
        }
    }
}
