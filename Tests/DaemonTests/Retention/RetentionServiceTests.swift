import Glibc
import Logging
import Spool
import Synchronization
import Testing

@testable import Daemon

@Suite struct RetentionServiceTests {
    private func service(_ root: TemporaryRoot, later nanoseconds: Int64) throws -> RetentionService? {
        var configuration = DaemonConfiguration()
        configuration.root = root.path
        configuration.keepProcessed = RetentionRule(age: .seconds(3600))
        configuration.keepResults = RetentionRule(age: .seconds(7200))
        return RetentionService(
            configuration,
            layout: try SpoolLayout(root: root.path),
            state: DaemonState(root: root.path),
            clock: SpoolClock(
                monotonic: SpoolClock.system.monotonic,
                wall: { SpoolClock.system.wall() + nanoseconds }
            ),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private static let hour: Int64 = 3_600_000_000_000

    @Test func originalsAndThenResultsAgeOut() throws {
        let root = try TemporaryRoot()
        let names = ["inbox/a.png", "processed/b.png", "processed/none.png", "rejected/c.png", "review/7/d.png"]
        for name in names { try root.write(name, [1]) }
        for name in ["b", "c", "d"] { try root.write("results/\(name).png.json", [1]) }

        try #require(try service(root, later: 0)).pass { false }
        #expect(names.allSatisfy(root.exists))
        try #require(try service(root, later: Self.hour + 1)).pass { false }
        #expect(!root.exists("processed/b.png") && root.exists("results/b.png.json"))
        try #require(try service(root, later: 2 * Self.hour + 1)).pass { false }
        #expect(!root.exists("results/b.png.json"))
        // No rule, no result, or a result whose original is kept.
        for name in ["inbox/a.png", "processed/none.png", "rejected/c.png", "review/7/d.png"] {
            #expect(root.exists(name), "\(name)")
        }
        #expect(root.exists("results/c.png.json") && root.exists("results/d.png.json"))
    }

    @Test func whatAgedOutIsNotMissing() throws {
        let root = try TemporaryRoot()
        let result = Array(#"{"schema": 1, "file": "b.png", "status": "classified"}"#.utf8)
        try root.write("processed/b.png", [1])
        try root.write("results/b.png.json", result)
        func lines() throws -> [String] {
            var lines: [String] = []
            _ = try RootVerification(root: root.path).run(readsOriginals: false) { lines.append($0) }
            return lines
        }
        let before = try lines()
        for age in [Self.hour + 1, 2 * Self.hour + 1] {
            try #require(try service(root, later: age)).pass { false }
        }
        #expect(!root.exists("processed/b.png") && !root.exists("results/b.png.json"))
        #expect(before.count == 1 && before[0].contains("more classified than digitd has counted"))
        #expect(try lines() == [])
    }

    /// A clock that is wrong for an hour must not age out all there is; one that stays as it is may.
    @Test func aClockThatMovedAgesNothingOutForADay() throws {
        let root = try TemporaryRoot()
        try root.write("processed/b.png", [1])
        try root.write("results/b.png.json", [1])
        try #require(try service(root, later: 0)).pass { false }
        let moved = Atomic(960 * Self.hour), elapsed = Atomic<Int64>(0)
        let (log, lines) = LogKeeper.logger()
        var configuration = DaemonConfiguration()
        configuration.root = root.path
        configuration.keepProcessed = RetentionRule(age: .seconds(3600))
        let state = DaemonState(root: root.path)
        func daemon() throws -> RetentionService {
            let clock = SpoolClock(
                monotonic: SpoolClock.system.monotonic,
                wall: { SpoolClock.system.wall() + moved.load(ordering: .relaxed) + elapsed.load(ordering: .relaxed) },
                running: { SpoolClock.system.running() + elapsed.load(ordering: .relaxed) }
            )
            let layout = try SpoolLayout(root: root.path)
            return try #require(
                RetentionService(configuration, layout: layout, state: state, clock: clock, log: log)
            )
        }
        // Once a daemon has started anew, and once it goes on.
        for _ in 0..<2 {
            let service = try daemon()
            for _ in 0..<2 { service.pass { false } }
        }
        #expect(root.exists("processed/b.png"))
        #expect(lines.all.count == 1, "the second daemon knows")
        #expect(lines.all.allSatisfy { $0.contains("the clock shows 960 hours more than at the last look") })
        #expect(state.now.lastErrors.count == 1)
        let service = try daemon()
        service.pass { false }
        elapsed.store(24 * Self.hour, ordering: .relaxed)
        service.pass { false }
        #expect(!root.exists("processed/b.png"))
    }

    /// The disk of a daemon without work may sleep.
    @Test func aLookIsKeptOnceAnHour() throws {
        let root = try TemporaryRoot()
        let service = try #require(try service(root, later: 0))
        service.pass { false }
        let file = "\(root.path)/.digitd/aged-at"
        let first = try #require(RetentionLook.read(SpoolLayout(root: root.path)))
        #expect(first.doubt == nil && unlink(file) == 0)
        service.pass { false }
        #expect(!root.exists(".digitd/aged-at"))
    }

    @Test(arguments: ["", "tomorrow", "1 2", "1 2 3 4", "-1", "\(Int64.min)", "\(Int64.max)", "99999999999999999999"])
    func aDamagedTimeOfTheLastLookIsNone(text: String) throws {
        let root = try TemporaryRoot()
        try root.write("processed/b.png", [1])
        try root.write("results/b.png.json", [1])
        try root.write(".digitd/aged-at", Array(text.utf8))
        try #require(try service(root, later: Self.hour + 1)).pass { false }
        #expect(!root.exists("processed/b.png"))
    }

    @Test func withoutRulesThereIsNothingToDo() throws {
        let root = try TemporaryRoot()
        var configuration = DaemonConfiguration()
        configuration.root = root.path
        let layout = try SpoolLayout(root: root.path)
        let state = DaemonState(root: root.path)
        #expect(
            RetentionService(configuration, layout: layout, state: state, clock: .system, log: Logger(label: "test"))
                == nil
        )
    }
}
