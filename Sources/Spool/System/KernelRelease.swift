import Glibc

/// Which Linux runs.
enum KernelRelease {
    /// The first two numbers of its release, such as 6 and 13; 0 and 0 where they can't be told.
    static let current: (major: Int, minor: Int) = {
        var facts = utsname()
        guard uname(&facts) == 0 else { return (0, 0) }
        let release = withUnsafeBytes(of: facts.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return parse(release)
    }()

    static func parse(_ release: String) -> (major: Int, minor: Int) {
        let numbers = release.split { !$0.isASCII || !$0.isNumber }.prefix(2).compactMap { Int($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : (0, 0)
    }

    static func isAtLeast(_ major: Int, _ minor: Int) -> Bool { current >= (major, minor) }
}
