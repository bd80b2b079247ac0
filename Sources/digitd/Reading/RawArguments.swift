/// The command line as bytes: names of files need not be UTF-8, the strings the parser hands out are.
enum RawArguments {
    /// The bytes of an argument as it was typed. Where it is not UTF-8, `argument` holds replacement characters, and
    /// the bytes are those of the first argument that reads the same.
    static func bytes(of argument: String) -> [UInt8] {
        guard argument.unicodeScalars.contains("\u{FFFD}") else { return Array(argument.utf8) }
        for index in 0..<Int(CommandLine.argc) {
            guard let raw = CommandLine.unsafeArgv[index], String(cString: raw) == argument else { continue }
            var bytes: [UInt8] = []
            var place = raw
            while place.pointee != 0 {
                bytes.append(UInt8(bitPattern: place.pointee))
                place += 1
            }
            return bytes
        }
        return Array(argument.utf8)
    }
}
