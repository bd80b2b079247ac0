import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import Daemon

@Suite struct ResultHookTests {
    /// A root with an executable script in it, and the hook that calls it.
    private struct Bench {
        let root: TemporaryRoot
        let state: DaemonState
        let lines: LogKeeper.Lines
        let hook: ResultHook

        init(_ script: String, limit: Duration = .seconds(300)) throws {
            root = try TemporaryRoot()
            try root.write("hook", Array("#!/bin/sh\n\(script)\n".utf8))
            chmod(root.path + "/hook", 0o755)
            var configuration = DaemonConfiguration()
            configuration.root = root.path
            configuration.onResult = root.path + "/hook"
            configuration.onResultLimit = limit
            state = DaemonState(root: root.path)
            let (log, lines) = LogKeeper.logger()
            self.lines = lines
            hook = try #require(ResultHook(configuration, state: state, log: log))
        }

        /// Tells of a result of this name, which is there.
        func add(_ name: String) throws {
            try root.write("results/\(name).json", Array("{\"file\": \"\(name)\"}\n".utf8))
            hook.add([RollupTests.filed(name)])
        }

        func text(_ name: String) -> String {
            (try? String(contentsOfFile: "\(root.path)/\(name)", encoding: .utf8)) ?? ""
        }

        /// Runs the service until `condition` holds, then shuts it down as SIGTERM would; a patient one ends by itself.
        func run(isPatient: Bool = false, until condition: () -> Bool = { true }) async throws {
            try await running(ResultHookService(hook: hook, isPatient: isPatient), until: condition)
        }
    }

    @Test func itGetsPathAndResultAndNothingOfOurs() async throws {
        let bench = try Bench(
            """
            cd "$DIGITD_ROOT"
            { echo "$# $1"; cat; env | grep -vE '^(PWD|OLDPWD|SHLVL|_)='; ls /proc/self/fd | wc -l; } >>said
            echo not for the log
            """
        )
        try bench.add("a b.png")
        try bench.add("-n; rm.png")
        try await bench.run(isPatient: true)
        let said = bench.text("said")
        let environment = "DIGITD_ROOT=\(bench.root.path)\nLANG=C.UTF-8\nPATH=/usr/local/bin:/usr/bin:/bin\n"
        let expected = ["a b.png", "-n; rm.png"].map { name in
            "1 \(bench.root.path)/results/\(name).json\n{\"file\": \"\(name)\"}\n"
        }
        for text in expected { #expect(said.contains(text), "\(said)") }
        let variables = said.split(separator: "\n").filter { $0.contains("=") }.map { $0 + "\n" }
        #expect(
            variables.count == 6
                && Set(variables.map(String.init)) == Set(environment.split(separator: "\n").map { $0 + "\n" })
        )
        let given = Set(variables.map { String($0.prefix { $0 != "=" }) })
        let ours = Set(ProcessInfo.processInfo.environment.keys)
        #expect(given.isDisjoint(with: ours.subtracting(["DIGITD_ROOT", "LANG", "PATH"])), "\(given)")
        // Input, output, errors, and the listing's own.
        #expect(said.split(separator: "\n").filter { $0 == "4" }.count == 2, "\(said)")
        #expect(bench.state.now.hook == StatusRecord.Hook(told: 2, failed: 0, dropped: 0))
        #expect(bench.lines.all.isEmpty)
    }

    /// It is not starved by a backlog, which its time limit would make it pay for.
    @Test func itGetsAShareOfTheProcessor() async throws {
        let bench = try Bench(
            "until grep -q 1000 /proc/self/oom_score_adj; do :; done; cat /proc/self/stat >\"$DIGITD_ROOT/stat\""
        )
        try bench.add("a")
        try await bench.run(isPatient: true)
        let fields = bench.text("stat").split(separator: " ")
        try #require(fields.count > 41, "\(bench.lines.all)")
        // The nice value and the policy of proc_pid_stat(5).
        #expect(fields[19 - 1] == "10" && fields[41 - 1] == "0")
    }

    /// The first failure in a row is told, and when it goes well again.
    @Test func failuresAreCountedAndToldOnce() async throws {
        let bench = try Bench("case \"$1\" in *bad*) exit 3;; esac")
        for name in ["bad1", "bad2", "good"] { try bench.add(name) }
        try await bench.run(isPatient: true)
        #expect(bench.state.now.hook == StatusRecord.Hook(told: 1, failed: 2, dropped: 0))
        #expect(
            bench.lines.all == [
                "on_result failed id=\(RollupTests.hash.hex.prefix(16)) program=\(bench.hook.program) "
                    + "reason=exit status 3 result=bad1.json",
                "on_result goes well again failed=2",
            ]
        )
        #expect(bench.state.now.lastErrors.count == 1)
    }

    @Test func aProgramThatCanNotBeStartedIsTold() async throws {
        let bench = try Bench("")
        chmod(bench.hook.program, 0o644)
        try bench.add("a")
        try bench.root.remove("results/a.json")
        try bench.add("b")
        try await bench.run(isPatient: true)
        #expect(bench.state.now.hook.failed == 2)
        #expect(bench.lines.all.count == 1 && bench.lines.all[0].contains("its result is gone"))
        try bench.root.remove("hook")
        try bench.add("c")
        try await bench.run(isPatient: true)
        #expect(bench.state.now.hook.failed == 3)
    }

    @Test func aProgramThatIsNotThereIsNamed() async throws {
        let bench = try Bench("")
        try bench.root.remove("hook")
        try bench.add("a")
        try await bench.run(isPatient: true)
        #expect(bench.lines.all.count == 1 && bench.lines.all[0].contains("no such program"), "\(bench.lines.all)")

        let other = try Bench("")
        try other.root.write("hook", Array("#!/no/such/interpreter\n".utf8))
        try other.add("a")
        try await other.run(isPatient: true)
        #expect(other.lines.all.count == 1 && other.lines.all[0].contains("is the interpreter"), "\(other.lines.all)")
    }

    /// The system does not start what is open for writing, as a new version is while it is copied into its place.
    @Test func aProgramThatIsBeingWrittenIsWaitedFor() async throws {
        let bench = try Bench("")
        let writer = open(bench.hook.program, O_WRONLY | O_CLOEXEC)
        try #require(writer >= 0)
        try bench.add("a")
        try await running(ResultHookService(hook: bench.hook, isPatient: true)) {
            // On a thread of its own, which waits for no other test: the service gives up after two seconds.
            Thread.detachNewThread {
                usleep(200_000)
                close(writer)
            }
        }
        #expect(bench.state.now.hook == StatusRecord.Hook(told: 1, failed: 0, dropped: 0), "\(bench.lines.all)")
    }

    @Test func aProgramThatStaysOpenForWritingIsToldOf() async throws {
        let bench = try Bench("")
        let writer = open(bench.hook.program, O_WRONLY | O_CLOEXEC)
        try #require(writer >= 0)
        defer { close(writer) }
        try bench.add("a")
        try await bench.run(isPatient: true)
        #expect(bench.state.now.hook.failed == 1)
        #expect(
            bench.lines.all.count == 1 && bench.lines.all[0].contains("somebody has it open for writing"),
            "\(bench.lines.all)"
        )
    }

    /// One that takes too long is ended with all it started, also where it does not want to.
    @Test func oneThatTakesTooLongIsEnded() async throws {
        let bench = try Bench(
            "trap '' TERM; sh -c 'echo $$ >\"$DIGITD_ROOT/child\"; exec sleep 600' & wait; sleep 600",
            limit: .seconds(4)
        )
        try bench.add("a")
        try await bench.run(isPatient: true)
        #expect(bench.state.now.hook.failed == 1)
        #expect(
            bench.lines.all.count == 1 && bench.lines.all[0].contains("took longer than 4.0 seconds"),
            "\(bench.lines.all)"
        )
        let child = try #require(pid_t(bench.text("child").dropLast()))
        // It may be a zombie until the first process looks after it.
        #expect(try await eventually { kill(child, 0) != 0 || isZombie(child) })
    }

    private func isZombie(_ process: pid_t) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return status.contains(") Z ")
    }

    /// The daemon's end waits for one that runs only shortly, and what was not told is counted.
    @Test func shutdownDoesNotWaitForAll() async throws {
        let bench = try Bench("touch \"$DIGITD_ROOT/begun\"; sleep 600")
        for name in ["a", "b", "c"] { try bench.add(name) }
        try await bench.run { bench.root.exists("begun") }
        bench.hook.close()
        #expect(bench.state.now.hook == StatusRecord.Hook(told: 0, failed: 1, dropped: 2))
        #expect(bench.lines.all.last == "on_result was not told of the last results dropped=2")
    }

    /// More than may wait is dropped, counted, and told once.
    @Test func theQueueIsBounded() async throws {
        let bench = try Bench("exit 0")
        let batch = (0..<600).map { RollupTests.filed("\($0)") }
        for _ in 0..<3 { bench.hook.add(batch) }
        #expect(bench.state.now.hook.dropped == 1800 - HookQueue.capacity)
        #expect(bench.lines.all.count == 1)
        var order: [String] = []
        while let entry = bench.hook.take() { order.append(entry.path) }
        #expect(order == (0..<HookQueue.capacity).map { "\($0 % 600).json" })
        #expect(bench.lines.all.last == "on_result has caught up dropped=776")
    }
}
