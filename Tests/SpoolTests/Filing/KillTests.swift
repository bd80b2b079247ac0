import Glibc
import Testing

@testable import Spool

/// Kills a real process again and again while files arrive in every way.
@Suite(.timeLimit(.minutes(10))) struct KillTests {
    /// The program lies beside the tests.
    private static let worker: String = {
        let maps = (try? String(decoding: readAll("/proc/self/maps"), as: UTF8.self)) ?? ""
        let tests = maps.split(separator: "\n").compactMap { $0.split(separator: " ").last }
            .first { $0.hasSuffix(".xctest") }
        let folder = SpoolPath.split(Array((tests ?? "").utf8)).folder
        return String(decoding: folder, as: UTF8.self) + "/SpoolWorker"
    }()

    private static func readAll(_ path: String) throws -> [UInt8] {
        let (folder, name) = SpoolPath.split(Array(path.utf8))
        let file = try Descriptor.openFolder(atPath: folder).open(name, O_RDONLY)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = try file.read(into: &piece, count: piece.count)
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
    }

    private static func start(_ root: TemporaryRoot, _ arguments: [String]) throws -> pid_t {
        var pid = pid_t()
        var pointers = ([worker, root.path] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        let failure = posix_spawn(&pid, worker, nil, nil, &pointers, environ)
        try #require(failure == 0, "\(worker) does not start: \(failure)")
        return pid
    }

    private static func end(_ pid: pid_t, _ signal: Int32) -> Int32 {
        var status: Int32 = 0
        kill(pid, signal)
        waitpid(pid, &status, 0)
        return status
    }

    @Test(arguments: [Durability.none, .batch])
    func everyFileHasOneOutcomeHoweverOftenItIsKilled(durability: Durability) throws {
        let root = try TemporaryRoot(below: "/tmp")
        let outside = try TemporaryRoot(below: "/tmp")
        var generator = SystemRandomNumberGenerator()
        let rounds = 25
        let count = 600
        for round in 0..<rounds {
            let before = try root.files(.results).count
            let pid = try Self.start(root, [durability.rawValue])
            let indices = Array(stride(from: round, to: count, by: rounds))
            for index in indices.prefix(4) { try Self.drop(index, root, outside) }
            // Mostly it is killed at work; now and then whenever that is, in its start too.
            if !round.isMultiple(of: 5) { try Self.awaitResult(pid, root, besides: before) }
            let last = Int.random(in: 5...indices.count, using: &generator)
            for index in indices[4..<last] { try Self.drop(index, root, outside) }
            usleep(UInt32.random(in: 0...2_000, using: &generator))
            _ = Self.end(pid, SIGKILL)
            // The next one finds these when it starts.
            for index in indices[last...] { try Self.drop(index, root, outside) }
        }
        #expect(try !root.files(.results).isEmpty)
        let pid = try Self.start(root, [durability.rawValue, "once"])
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        #expect(status == 0)

        #expect(try root.files(.inbox) == [])
        let originals = try root.files(.processed)
        let results = try root.files(.results)
        #expect(originals.count == count)
        #expect(results == originals.map { $0 + ".json" })
        for name in originals {
            let index = try #require(Int(name.split(separator: "/").last?.dropLast(4) ?? ""))
            let original = try root.read(name, in: .processed)
            #expect(original == Pictures.picture(index, count: 60))
            let result = try root.read(name + ".json", in: .results)
            let sum = Self.checksum(original)
            #expect(String(decoding: result, as: UTF8.self).contains(sum))
        }
    }

    /// Waits until one more result stands, or the worker has ended.
    private static func awaitResult(_ pid: pid_t, _ root: TemporaryRoot, besides before: Int) throws {
        let hasCome = try eventually {
            var ending = siginfo_t()
            // It stays there to be waited for.
            waitid(P_PID, id_t(pid), &ending, WEXITED | WNOHANG | WNOWAIT)
            return try ending.si_signo != 0 || root.files(.results).count > before
        }
        #expect(hasCome)
    }

    /// By writing, by a rename, in two pieces, or in a folder that is moved in.
    private static func drop(_ index: Int, _ root: TemporaryRoot, _ outside: TemporaryRoot) throws {
        let picture = Pictures.picture(index, count: 60)
        switch index % 4 {
        case 0: try root.write("\(index).png", picture)
        case 1:
            try outside.write("\(index).png", picture)
            rename("\(outside.path)/inbox/\(index).png", "\(root.path)/inbox/\(index).png")
        case 2:
            let file = try root.layout.open(.inbox).open(Array("\(index).png".utf8), O_WRONLY | O_CREAT)
            try file.write(Array(picture[..<30]))
            usleep(500)
            try file.write(Array(picture[30...]))
        default:
            try outside.write("f\(index)/\(index).png", picture)
            rename("\(outside.path)/inbox/f\(index)", "\(root.path)/inbox/f\(index)")
        }
    }

    private static func checksum(_ bytes: [UInt8]) -> String {
        let hash = Checksum.fnv1a(bytes)
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    @Test func theSecondProcessIsRefused() throws {
        let root = try TemporaryRoot()
        let first = try Self.start(root, ["none"])
        #expect(eventually { (try? RootHolder.of(root.path)) == first })
        let second = try Self.start(root, ["none"])
        var status: Int32 = 0
        waitpid(second, &status, 0)
        #expect(status != 0)
        _ = Self.end(first, SIGTERM)
    }
}
