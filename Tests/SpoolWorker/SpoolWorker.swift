import Glibc
import Spool

/// A daemon without a reader, for tests that kill it: files every picture of a root with a result that names a
/// checksum of its bytes.
///
/// `SpoolWorker ROOT DURABILITY [once]`
@main struct SpoolWorker {
    static func main() async {
        do {
            try await run()
        } catch {
            print(error)
            exit(2)
        }
    }

    private static func run() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let durability = Durability(rawValue: arguments[2]) else { exit(64) }
        let layout = try SpoolLayout(root: arguments[1])
        let lock = try RootLock(layout)
        let recovery = try Recovery.run(layout)
        if !recovery.isEmpty { print("finished \(recovery.finished.count), removed \(recovery.removedAside)") }

        var configuration = Intake.Configuration()
        configuration.once = arguments.count > 3
        configuration.settle.quiet = .milliseconds(200)
        configuration.settle.patience = .seconds(10)
        configuration.rescanInterval = .seconds(2)
        let intake = try Intake(layout, configuration: configuration) { print($0) }
        var filingConfiguration = Filing.Configuration()
        filingConfiguration.durability = durability
        let filing = try Filing(layout, configuration: filingConfiguration)
        var buffer: [UInt8] = []
        while let files = await intake.nextBatch(limit: 64) {
            var outcomes: [Outcome] = []
            for file in files {
                guard case .ready(let stamp) = intake.read(file, into: &buffer) else { continue }
                let sum = checksum(buffer)
                let text = "{\"file\": \"\(file.displayPath)\", \"sha256\": \"\(sum)\"}"
                outcomes.append(
                    Outcome(
                        file: file,
                        stamp: stamp,
                        sha256: Array(sum.utf8),
                        result: Array(text.utf8),
                        destination: .processed
                    )
                )
            }
            intake.finish(outcomes.map(\.file), filing.file(outcomes))
        }
        withExtendedLifetime(lock) {}
    }

    /// 64 hex digits: FNV-1a with four starting values.
    private static func checksum(_ bytes: [UInt8]) -> String {
        (0..<4).map { (seed: UInt64) -> String in
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325 &+ seed
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            let digits = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
