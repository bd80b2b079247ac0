import Logging
import Spool
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
