import Glibc
import Synchronization

@testable import Spool

/// Memory as a file system: fast, and another one than `/tmp`.
enum MemoryDisk {
    static let path = "/dev/shm"

    /// How many bytes are free; 0 where nothing can be written there.
    static var room: UInt64 {
        var facts = statvfs()
        guard access(path, W_OK) == 0, statvfs(path, &facts) == 0 else { return 0 }
        return UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
    }

    /// Whether what goes there from `/tmp` has to be copied.
    static let isAnother: Bool = {
        var (memory, disk) = (stat(), stat())
        return room > 0 && stat(path, &memory) == 0 && stat("/tmp", &disk) == 0 && memory.st_dev != disk.st_dev
    }()
}

/// Tries again for up to five minutes: a program that another test starts has our descriptors between its fork and its
/// exec.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<30_000 {
        if try condition() { return true }
        usleep(10_000)
    }
    return false
}

/// A fresh root on a real disk, removed at the end.
final class TemporaryRoot: Sendable {
    let path: String
    let layout: SpoolLayout

    /// - Parameter parent: memory where there is plenty of it, because most tests ask nothing of the disk.
    init(below parent: String = MemoryDisk.room >= 1 << 30 ? MemoryDisk.path : "/tmp") throws {
        var template = Array("\(parent)/digitd-spool-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError.last("mkdtemp") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        layout = try SpoolLayout(root: path)
    }

    deinit { Shell.remove(path) }

    func write(_ name: String, _ bytes: [UInt8] = Pictures.picture(), in folder: SpoolFolder = .inbox) throws {
        try write(Array(name.utf8), bytes, in: folder)
    }

    func write(_ name: [UInt8], _ bytes: [UInt8], in folder: SpoolFolder = .inbox) throws {
        let (parent, last) = SpoolPath.split(name)
        let tree = FolderTree(layout, folder)
        let file = try tree.making(parent).open(last, O_WRONLY | O_CREAT | O_TRUNC)
        try file.write(bytes)
    }

    /// Writes a file of the inbox that nobody has open any more, for an intake that asks.
    func writeClosed(_ name: String, _ bytes: [UInt8] = Pictures.picture()) throws {
        try write(name, bytes)
        let (parent, last) = SpoolPath.split(Array(name.utf8))
        let file = try FolderTree(layout, .inbox).making(parent).open(last, O_RDONLY)
        _ = eventually { file.isHeldByWriter() != true }
    }

    /// All files below a folder as paths, sorted; what has a dot in front is left out.
    func files(_ folder: SpoolFolder) throws -> [String] {
        var found: [String] = []
        var open: [([UInt8], Descriptor)] = [([], try layout.open(folder))]
        while let (path, descriptor) = open.popLast() {
            let listing = try DirectoryListing(of: descriptor)
            while let entry = try listing.next() {
                if entry.name.first == UInt8(ascii: ".") { continue }
                let below = SpoolPath.join(path, entry.name)
                if entry.kind == .folder {
                    open.append((below, try descriptor.openFolder(entry.name)))
                } else {
                    found.append(NameEscaping.text(below))
                }
            }
        }
        return found.sorted()
    }

    func read(_ name: String, in folder: SpoolFolder) throws -> [UInt8] {
        let file = try layout.open(folder).open(Array(name.utf8), O_RDONLY)
        var bytes = [UInt8](repeating: 0, count: Int(try file.status().stamp.size))
        let count = try file.read(into: &bytes, count: bytes.count)
        return Array(bytes[..<count])
    }
}

/// Bytes that look like pictures from the outside.
enum Pictures {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]

    /// The chunks of a PNG with `count` bytes of data that depend on `seed`.
    static func picture(_ seed: Int = 0, count: Int = 40) -> [UInt8] {
        var bytes = signature
        bytes += [0, 0, UInt8(count >> 8), UInt8(count & 255)] + Array("IDAT".utf8)
        bytes += (0..<count).map { UInt8(truncatingIfNeeded: seed >> (8 * ($0 % 4))) }
        bytes += [1, 2, 3, 4]
        return bytes + end
    }
}

/// Programs of the system, for what has none of our code in it.
enum Shell {
    @discardableResult
    static func run(_ command: String) -> Int32 {
        system(command)
    }

    static func remove(_ path: String) { run("rm -rf '\(path)'") }
}

/// Takes the notices of an intake.
final class Notices: Sendable {
    private let all = Mutex<[IntakeNotice]>([])

    var list: [IntakeNotice] { all.withLock { $0 } }

    func take(_ notice: IntakeNotice) { all.withLock { $0.append(notice) } }
}

/// What stands in for the reader: a result that names a hash of the bytes.
enum StandIn {
    static func hash(_ bytes: [UInt8]) -> [UInt8] {
        (0..<8).flatMap { Checksum.hexTag(bytes + [UInt8($0)]) }
    }

    static func outcome(
        _ file: SpoolFile,
        _ stamp: FileStamp,
        _ bytes: [UInt8],
        _ destination: Outcome.Destination = .processed
    ) -> Outcome {
        let sha256 = hash(bytes)
        let result = Array("{\"file\": \"\(file.displayPath)\", \"sha256\": \"".utf8) + sha256 + Array("\"}".utf8)
        return Outcome(file: file, stamp: stamp, sha256: sha256, result: result, destination: destination)
    }

    /// Reads and files a batch as the daemon would.
    static func work(
        _ files: [SpoolFile],
        _ intake: Intake,
        _ filing: Filing,
        to destination: Outcome.Destination = .processed
    ) -> [FilingResult] {
        var outcomes: [Outcome] = []
        var buffer: [UInt8] = []
        for file in files {
            switch intake.read(file, into: &buffer) {
            case .ready(let stamp): outcomes.append(outcome(file, stamp, buffer, destination))
            case .tooLarge(let stamp), .unreadable(let stamp, _):
                let result = Array("{\"status\": \"rejected\"}".utf8)
                outcomes.append(
                    Outcome(file: file, stamp: stamp, sha256: [], result: result, destination: .rejected)
                )
            case .notNow, .large: break
            }
        }
        let results = filing.file(outcomes)
        intake.finish(outcomes.map(\.file), results)
        return results
    }

    /// Empties an inbox in once mode.
    @discardableResult
    static func runOnce(
        _ root: TemporaryRoot,
        _ configuration: Filing.Configuration = .init(),
        limit: Int = 64,
        to destination: Outcome.Destination = .processed
    ) throws -> [FilingResult] {
        var intakeConfiguration = Intake.Configuration()
        intakeConfiguration.once = true
        let intake = try Intake(root.layout, configuration: intakeConfiguration)
        let filing = try Filing(root.layout, configuration: configuration)
        var results: [FilingResult] = []
        while let files = intake.waitForBatch(limit: limit) {
            results += work(files, intake, filing, to: destination)
        }
        return results
    }

    /// Files what lies in the inbox, and stops after a step as a crash would.
    static func crash(
        _ root: TemporaryRoot,
        after step: FilingStep,
        to destination: Outcome.Destination = .processed,
        usesNamesAside: Bool = false
    ) throws {
        var intakeConfiguration = Intake.Configuration()
        intakeConfiguration.once = true
        let intake = try Intake(root.layout, configuration: intakeConfiguration)
        var configuration = Filing.Configuration()
        configuration.usesNamesAside = usesNamesAside
        let filing = try Filing(root.layout, configuration: configuration)
        filing.stopsAfter = { $0 == step }
        _ = work(intake.waitForBatch(limit: 100) ?? [], intake, filing, to: destination)
    }
}
