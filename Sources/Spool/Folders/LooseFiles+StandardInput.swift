internal import CSystemCalls
import Glibc

extension LooseFiles {
    /// The path that stands for standard input; a file of that name is `./-`.
    public static let standardInput = Array("-".utf8)
    /// What is opened for it.
    static let standardInputFile = Array("/dev/stdin".utf8)

    /// Makes standard input a file in memory, so that it may be opened more than once, and by whoever may not open the one
    /// that it comes from. Once in a process.
    ///
    /// - Parameter limit: the most bytes a file may have; of more, enough is taken for that to be told.
    public static func holdStandardInput(limit: Int) throws(SystemError) {
        let file = digitd_memory_file("stdin")
        guard file >= 0 else { throw .last("memfd_create") }
        defer { close(file) }
        var part = [UInt8](repeating: 0, count: 1 << 16)
        var count = 0
        while count <= limit {
            let got = Glibc.read(STDIN_FILENO, &part, part.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .last("read") }
            if got == 0 { break }
            var written = 0
            while written < got {
                let step = part[written..<got].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
                guard step > 0 else { throw .last("write") }
                written += step
            }
            count += got
        }
        guard dup2(file, STDIN_FILENO) >= 0 else { throw .last("dup2") }
    }
}
