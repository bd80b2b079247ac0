import Foundation
import Recognition
import Spool
import Synchronization
import Testing

@testable import Daemon

/// setfsuid(2): whose rights the file accesses of this thread have.
@_silgen_name("setfsuid") private func setfsuid(_ user: uid_t) -> Int32

@Suite struct CurrentModelTests {
    @Test func itFollowsTheLinkAndKeepsTheLastGoodModel() throws {
        let root = try TemporaryRoot()
        for seed in 1...2 { try root.write("models/000\(seed).safetensors", TemporaryRoot.model(seed: UInt64(seed))) }
        try root.write("models/0003.safetensors", [1, 2, 3])
        try root.activate("0001.safetensors")
        let (log, lines) = LogKeeper.logger()
        let current = try CurrentModel(ModelChoice(given: nil, root: root.path), log: log)
        #expect(current.snapshot.identity.name == "0001")
        #expect(!current.refresh())

        let held = current.snapshot
        try root.activate("0002.safetensors")
        #expect(current.refresh())
        #expect(current.snapshot.identity.name == "0002")
        #expect(held.identity.name == "0001")
        let hashes = (held.identity.sha256, current.snapshot.identity.sha256)
        #expect(lines.all == ["model switched from=0001 from_sha256=\(hashes.0) to=0002 to_sha256=\(hashes.1)"])

        for damaged in ["0003.safetensors", "gone.safetensors"] {
            try root.activate(damaged)
            #expect(!current.refresh())
            #expect(!current.refresh())
            #expect(current.snapshot.identity.name == "0002")
            #expect(current.record.refused?.contains(damaged) == true)
        }
        #expect(lines.all.count == 3)
        #expect(lines.all[1].contains("models/0003.safetensors"))
        #expect(lines.all[2].contains("models/gone.safetensors"))
    }

    /// Rights are mended, and disks come back, without a trace in the link.
    @Test func whatCouldNotBeReadIsTriedAgain() throws {
        let root = try TemporaryRoot()
        try root.write("models/0001.safetensors", TemporaryRoot.model(seed: 1))
        try root.write("models/0002.safetensors", [1])
        try root.activate("0001.safetensors")
        let (log, lines) = LogKeeper.logger()
        let time = Atomic<Int64>(0)
        let clock = SpoolClock(
            monotonic: { time.load(ordering: .relaxed) },
            wall: SpoolClock.system.wall
        )
        let current = try CurrentModel(ModelChoice(given: nil, root: root.path), clock: clock, log: log)
        try root.activate("0002.safetensors")
        #expect(!current.refresh() && lines.all.count == 1)
        // As a change of rights leaves it: other times of the same file.
        let link = ModelLink("\(root.path)/models/current")
        usleep(20_000)
        #expect(chmod("\(root.path)/models/0002.safetensors", 0o600) == 0)
        #expect(link != nil && ModelLink("\(root.path)/models/current") != link)
        #expect(!current.refresh() && lines.all.count == 1, "the same reason is told once")
        time.store(60_000_000_000, ordering: .relaxed)
        let file = "\(root.path)/models/0002.safetensors"
        let model = try TemporaryRoot.model(seed: 2)
        try Data(model).write(to: URL(filePath: file))
        #expect(current.refresh())
        #expect(current.snapshot.identity.name == "0002" && current.record.refused == nil)
    }

    /// As after a disk's error, which leaves no trace in the link: here the thread's rights change, not the file's.
    @Test(.enabled(if: geteuid() == 0, "only root can give a thread the rights of another user"))
    func whatFailedOnceIsTriedAgainAfterAMinute() throws {
        let root = try TemporaryRoot()
        for seed in 1...2 { try root.write("models/000\(seed).safetensors", TemporaryRoot.model(seed: UInt64(seed))) }
        try root.activate("0001.safetensors")
        for folder in [root.path, "\(root.path)/models"] { #expect(chmod(folder, 0o755) == 0) }
        #expect(chmod("\(root.path)/models/0002.safetensors", 0o600) == 0)
        let (log, lines) = LogKeeper.logger()
        let time = Atomic<Int64>(0)
        let clock = SpoolClock(monotonic: { time.load(ordering: .relaxed) }, wall: SpoolClock.system.wall)
        let current = try CurrentModel(ModelChoice(given: nil, root: root.path), clock: clock, log: log)
        try root.activate("0002.safetensors")
        _ = setfsuid(65534)
        let switched = current.refresh()
        _ = setfsuid(0)
        #expect(!switched && lines.all.count == 1)
        time.store(59_000_000_000, ordering: .relaxed)
        #expect(!current.refresh())
        time.store(60_000_000_000, ordering: .relaxed)
        #expect(current.refresh() && current.snapshot.identity.name == "0002")
    }

    @Test func aFileReplacedUnderItsNameIsNoticed() throws {
        let root = try TemporaryRoot()
        try root.write("models/a.safetensors", TemporaryRoot.model(seed: 1))
        try root.activate("a.safetensors")
        let (log, _) = LogKeeper.logger()
        let current = try CurrentModel(ModelChoice(given: nil, root: root.path), log: log)
        let before = current.snapshot.identity
        try root.write("models/b.safetensors", TemporaryRoot.model(seed: 2))
        #expect(rename("\(root.path)/models/b.safetensors", "\(root.path)/models/a.safetensors") == 0)
        #expect(
            utimes(
                "\(root.path)/models/a.safetensors",
                [timeval(tv_sec: 1000, tv_usec: 0), timeval(tv_sec: 1000, tv_usec: 0)]
            ) == 0
        )
        #expect(current.refresh())
        #expect(current.snapshot.identity.sha256 != before.sha256)
        #expect(current.record.made == "1970-01-01T00:16:40.000Z" && current.record.refused == nil)
    }

    @Test func aDamagedCurrentModelIsNotStartedWith() throws {
        let root = try TemporaryRoot()
        try root.write("models/0001.safetensors", TemporaryRoot.model(seed: 1))
        try root.write("models/0002.safetensors", TemporaryRoot.model(seed: 2))
        try root.write("models/0003.safetensors", [])
        try root.activate("0003.safetensors")
        let (model, troubles) = try ModelChoice(given: nil, root: root.path).load()
        #expect(model.identity.name == "0002")
        #expect(troubles.count == 1)
    }

    @Test func aModelThatWasAskedForIsUsedOrRefused() throws {
        let root = try TemporaryRoot()
        try root.write("models/0001.safetensors", TemporaryRoot.model(seed: 1))
        try root.activate("0001.safetensors")
        try root.write("mine.safetensors", TemporaryRoot.model(seed: 2))
        let (log, _) = LogKeeper.logger()
        let choice = ModelChoice(given: "\(root.path)/mine.safetensors", root: root.path)
        let current = try CurrentModel(choice, log: log)
        #expect(current.snapshot.identity.name == "mine")
        #expect(!current.refresh())
        #expect(throws: ModelLibraryError.self) {
            try CurrentModel(ModelChoice(given: "\(root.path)/none.safetensors", root: root.path), log: log)
        }
    }
}
