import Foundation
import Glibc
import Testing

@testable import Daemon
@testable import digitd

/// The daemon with a fine-tune cycle under way in its child: whatever ends the one or the other, the reading goes on.
@Suite struct TrainerProcessTests {
    /// A root with labels and a daemon on it that begins cycles at once.
    private func begin() throws -> (root: DaemonRoot, daemon: Process, trainer: pid_t) {
        let root = try DaemonRoot()
        for (index, picture) in DaemonRoot.pictures.prefix(24).enumerated() {
            let folder = "\(root.root)/labeled/\(index % 10)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(picture).write(to: URL(filePath: "\(folder)/\(index).png"))
        }
        let daemon = try start(on: root)
        return (root, daemon, try trainer(of: daemon, root))
    }

    private func start(on root: DaemonRoot) throws -> Process {
        try root.start(root.arguments(["--finetune-interval-hours", "0.001"]))
    }

    /// Waits for the child that trains.
    private func trainer(of daemon: Process, _ root: DaemonRoot) throws -> pid_t {
        var found: pid_t?
        try root.wait("a fine-tune cycle") {
            found = Self.children(of: daemon.processIdentifier).first
            return found != nil
        }
        return try #require(found)
    }

    /// The processes whose parent is this one: field 4 of `/proc/PID/stat`.
    private static func children(of parent: pid_t) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap(pid_t.init).filter { process in
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let end = text.lastIndex(of: ")")
            else { return false }
            return text[end...].split(separator: " ").dropFirst(2).first == "\(parent)"
        }
    }

    /// Whether a child of the tests has ended, reaped or not.
    private static func hasEnded(_ process: pid_t) throws -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return true }
        return text.contains(") Z ")
    }

    private func expectReading(_ root: DaemonRoot, _ name: String) throws {
        try root.drop(name, DaemonRoot.pictures[0])
        try root.wait("the result of \(name)") { try root.results()[name] != nil }
    }

    @Test func killingTheTrainerLeavesTheReading() throws {
        let (root, daemon, trainer) = try begin()
        defer { daemon.terminate() }
        try expectReading(root, "during.png")
        #expect(kill(trainer, SIGKILL) == 0)
        try root.wait("the log of it") {
            root.log.contains("fine-tune cycle failed; the next one tries again ending=\"signal 9\"")
        }
        try expectReading(root, "after.png")
        // It is tried again by itself.
        let again = try self.trainer(of: daemon, root)
        #expect(again != trainer)
        daemon.terminate()
        daemon.waitUntilExit()
        #expect(daemon.terminationStatus == 0 && daemon.terminationReason == .exit)
        try root.wait("the end of the trainer") { kill(again, 0) != 0 }
        try root.expectNothingLost()
    }

    @Test func whereMemoryRunsOutTheTrainerIsTheFirstToGo() throws {
        let (root, daemon, trainer) = try begin()
        // Its folder goes with it.
        defer { withExtendedLifetime(root) { daemon.terminate() } }
        // The daemon sets it for a trainer that it has just started.
        try root.wait("another score of the trainer than of the daemon") {
            let scores = [daemon.processIdentifier, trainer].compactMap(Self.badness)
            return scores.count == 2 && scores[1] > scores[0] + 300
        }
    }

    /// The kernel's score, by which it chooses what to kill where memory runs out; nil where the process has ended.
    private static func badness(_ process: pid_t) -> Int? {
        let text = try? String(contentsOfFile: "/proc/\(process)/oom_score", encoding: .utf8)
        return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    @Test func killingTheDaemonLosesNothing() throws {
        let (root, daemon, trainer) = try begin()
        try root.dropGood(20)
        kill(daemon.processIdentifier, SIGKILL)
        // Not waitUntilExit: that waits for the trainer too, which is an orphan now and goes on.
        try root.wait("the end of the daemon") { try Self.hasEnded(daemon.processIdentifier) }
        defer { kill(-trainer, SIGKILL) }
        let next = try start(on: root)
        defer { next.terminate() }
        try root.wait("all results") { try root.results().count == 20 && root.files("inbox").isEmpty }
        kill(-trainer, SIGKILL)
        next.terminate()
        next.waitUntilExit()
        try root.expectNothingLost()
    }
}
