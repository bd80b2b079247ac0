import Glibc
import Synchronization
import Testing

@testable import Spool

/// An intake that runs, with real events.
@Suite(.timeLimit(.minutes(10))) struct LiveIntakeTests {
    /// A running intake and what it has filed.
    private final class Daemon: Sendable {
        let root: TemporaryRoot
        let intake: Intake
        let notices = Notices()
        private let task: Task<Void, Never>
        private let reads: @Sendable () -> Int

        init(_ configure: (inout Intake.Configuration) -> Void = { _ in }) throws {
            let root = try TemporaryRoot()
            var configuration = Intake.Configuration()
            configuration.settle.quiet = .milliseconds(300)
            configuration.settle.patience = .milliseconds(600)
            configure(&configuration)
            let notices = notices
            let intake = try Intake(root.layout, configuration: configuration) { notices.take($0) }
            let counter = Counter()
            task = Task {
                guard let filing = try? Filing(root.layout) else { return }
                while let files = await intake.nextBatch(limit: 100) {
                    let results = StandIn.work(files, intake, filing)
                    counter.add(results.count)
                }
            }
            self.root = root
            self.intake = intake
            reads = { counter.value }
        }

        var outcomes: Int { reads() }

        /// Waits until so many results stand; a failure of the test where they do not within five minutes.
        func wait(for count: Int) async throws {
            for _ in 0..<30_000 {
                if outcomes >= count { return }
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(outcomes >= count)
        }

        /// Has a first file taken, `first.png`, which the listing may find. From then on the inbox is watched, and events
        /// tell of what comes.
        func begin() async throws {
            try root.write("first.png")
            try await wait(for: 1)
        }

        func end() async {
            task.cancel()
            await task.value
        }
    }

    private final class Counter: Sendable {
        private let count = Atomic(0)
        var value: Int { count.load(ordering: .acquiring) }
        func add(_ number: Int) { count.add(number, ordering: .acquiringAndReleasing) }
    }

    private func run(
        _ configure: (inout Intake.Configuration) -> Void = { _ in },
        _ body: (Daemon) async throws -> Void
    ) async throws {
        let daemon = try Daemon(configure)
        do {
            try await body(daemon)
        } catch {
            await daemon.end()
            throw error
        }
        await daemon.end()
    }

    @Test func aPictureThatIsMovedInIsTakenAtOnce() async throws {
        // Longer than the test waits, as is the time to the next listing: who is late does not come at all.
        try await run({ ($0.settle.quiet, $0.rescanInterval) = (.seconds(3600), .seconds(3600)) }) { daemon in
            try await daemon.begin()
            try daemon.root.write(".upload.tmp", Pictures.picture(1))
            rename(daemon.root.path + "/inbox/.upload.tmp", daemon.root.path + "/inbox/a.png")
            try daemon.root.write("b.png", Pictures.picture(2))
            try await daemon.wait(for: 3)
            #expect(try daemon.root.files(.processed) == ["a.png", "b.png", "first.png"])
            #expect(try daemon.root.files(.results) == ["a.png.json", "b.png.json", "first.png.json"])
        }
    }

    @Test func aSlowWriterIsReadOnceAndWhole() async throws {
        // On a busy machine the pauses get longer than they are meant to be.
        try await run({ $0.settle.patience = .seconds(60) }) { daemon in
            let picture = Pictures.picture(5, count: 400)
            let inbox = try daemon.root.layout.open(.inbox)
            let held = try inbox.open(Array("held.png".utf8), O_WRONLY | O_CREAT)
            for start in stride(from: 0, to: picture.count, by: 100) {
                let piece = Array(picture[start..<min(start + 100, picture.count)])
                try held.write(piece)
                // The other writer closes after each piece.
                try inbox.open(Array("reopened.png".utf8), O_WRONLY | O_CREAT | O_APPEND).write(piece)
                try await Task.sleep(for: .milliseconds(200))
            }
            try await daemon.wait(for: 2)
            #expect(try daemon.root.read("held.png", in: .processed) == picture)
            #expect(try daemon.root.read("reopened.png", in: .processed) == picture)
            #expect(try daemon.root.files(.results) == ["held.png.json", "reopened.png.json"])
        }
    }

    /// As a file server has one while its client writes.
    @Test func aFileWithALeaseWaitsForItsEnd() async throws {
        let daemon = try Daemon()
        let path = daemon.root.path + "/a.png"
        let writer = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        try #require(writer >= 0)
        let bytes = Pictures.picture(3)
        #expect(write(writer, bytes, bytes.count) == bytes.count)
        // F_SETSIG and F_SETLEASE of linux/fcntl.h. That the lease is asked back is told by a signal that is ignored by
        // default; the usual one would end the process.
        let (setSignal, setLease): (Int32, Int32) = (10, 1024)
        try #require(fcntl(writer, setSignal, SIGURG) == 0)
        try #require(fcntl(writer, setLease, F_WRLCK) == 0)
        #expect(rename(path, daemon.root.path + "/inbox/a.png") == 0)
        try await Task.sleep(for: .seconds(2))
        #expect(daemon.outcomes == 0)
        close(writer)
        try await daemon.wait(for: 1)
        #expect(try daemon.root.files(.processed) == ["a.png"])
        await daemon.end()
    }

    @Test func aFileThatNeverEndsIsHandedOn() async throws {
        try await run { daemon in
            try daemon.root.write("half.png", Array(Pictures.picture(1).dropLast(20)))
            try daemon.root.write("empty.png", [])
            try daemon.root.write("text.png", Array("text".utf8))
            try await daemon.wait(for: 3)
            #expect(try daemon.root.files(.processed) == ["empty.png", "half.png", "text.png"])
        }
    }

    @Test func aTreeThatIsMovedInIsFound() async throws {
        try await run { daemon in
            let outside = try TemporaryRoot()
            for folder in 0..<20 {
                for file in 0..<5 { try outside.write("tree/\(folder)/deep/\(file).png", Pictures.picture(file)) }
            }
            let inbox = daemon.root.path + "/inbox"
            #expect(rename(outside.path + "/inbox/tree", inbox + "/tree") == 0)
            try await daemon.wait(for: 100)
            #expect(try daemon.root.files(.processed).count == 100)
            // A folder that was moved is still watched, under its new name.
            #expect(rename(inbox + "/tree/3", inbox + "/three") == 0)
            try daemon.root.write("three/deep/new.png", Pictures.picture(1))
            try daemon.root.write("fresh/deeper/still/new.png", Pictures.picture(1))
            try await daemon.wait(for: 102)
            #expect(try daemon.root.files(.results).contains("three/deep/new.png.json"))
            #expect(try daemon.root.files(.results).contains("fresh/deeper/still/new.png.json"))
        }
    }

    @Test func linksAndPipesThatComeLaterAreLeftAlone() async throws {
        try await run { daemon in
            try await daemon.begin()
            let inbox = daemon.root.path + "/inbox"
            #expect(symlink("/etc/hostname", inbox + "/link.png") == 0)
            #expect(mkfifo(inbox + "/pipe.png", 0o600) == 0)
            try daemon.root.write("good.png")
            try await daemon.wait(for: 2)
            for _ in 0..<30_000 where daemon.notices.list.count < 2 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(daemon.notices.list.count == 2)
            #expect(try daemon.root.files(.inbox) == ["link.png", "pipe.png"])
        }
    }

    @Test func aFileThatIsLinkedInIsFound() async throws {
        try await run { daemon in
            try await daemon.begin()
            try daemon.root.write(".aside.png", Pictures.picture(1))
            let inbox = daemon.root.path + "/inbox"
            #expect(link(inbox + "/.aside.png", inbox + "/linked.png") == 0)
            try await daemon.wait(for: 2)
            #expect(try daemon.root.files(.processed) == ["first.png", "linked.png"])
        }
    }

    @Test func aQueueThatIsTooShortLosesNothing() async throws {
        try await run({ $0.queueCapacity = 8 }) { daemon in
            for index in 0..<500 { try daemon.root.write("\(index % 7)/\(index).png", Pictures.picture(index)) }
            try await daemon.wait(for: 500)
            #expect(try daemon.root.files(.processed).count == 500)
            #expect(try daemon.root.files(.results).count == 500)
        }
    }

    @Test func anInboxThatIsReplacedIsTakenUp() async throws {
        try await run({ $0.rescanInterval = .seconds(1) }) { daemon in
            try daemon.root.write("a.png")
            try await daemon.wait(for: 1)
            Shell.run("mv '\(daemon.root.path)/inbox' '\(daemon.root.path)/old' && mkdir '\(daemon.root.path)/inbox'")
            try daemon.root.write("b.png")
            try await daemon.wait(for: 2)
            try daemon.root.write("c.png")
            try await daemon.wait(for: 3)
            #expect(try daemon.root.files(.processed) == ["a.png", "b.png", "c.png"])
        }
    }

    @Test func cancellingEndsTheWait() async throws {
        let daemon = try Daemon()
        try await Task.sleep(for: .milliseconds(50))
        await daemon.end()
        #expect(daemon.outcomes == 0)
    }

    /// A nudge is answered with nothing, once; whether it comes before the wait or in it, idle or paused.
    @Test func aNudgeEndsOneWait() async throws {
        let root = try TemporaryRoot()
        let intake = try Intake(root.layout)
        intake.nudge()
        #expect(intake.waitForBatch(limit: 1)?.isEmpty == true)
        async let answer = intake.nextBatch(limit: 1)
        intake.nudge()
        #expect(await answer?.isEmpty == true)
        intake.report(SpoolOutage(cause: .unmounted, folder: .inbox))
        intake.nudge()
        #expect(intake.waitForBatch(limit: 1)?.isEmpty == true)
        try root.write("a.png")
        #expect(try #require(await intake.nextBatch(limit: 1)).count == 1)
    }

    @Test func stoppingEndsTheWait() async throws {
        let root = try TemporaryRoot()
        let intake = try Intake(root.layout)
        async let batch = intake.nextBatch(limit: 1)
        intake.stop()
        #expect(await batch == nil)
    }
}
