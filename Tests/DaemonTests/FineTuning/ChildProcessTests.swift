import Foundation
import Glibc
import Spool
import Testing

@testable import Daemon

@Suite struct ChildProcessTests {
    /// The fields of `/proc/PID/stat` behind the program's name, the process's state first (proc_pid_stat(5)).
    private func fields(_ identifier: pid_t) throws -> [Substring] {
        let text = try String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)
        let end = try #require(text.lastIndex(of: ")"))
        return text[end...].dropFirst().split(separator: " ")
    }

    @Test func itStandsBackAndIsTheFirstToBeKilled() async throws {
        let child = try ChildProcess(["/bin/sleep", "600"])
        let fields = try fields(child.identifier)
        #expect(fields[19 - 3] == "19", "nice value")
        #expect(fields[41 - 3] == "\(ProcessPriority.lowest.policy)", "scheduling policy")
        let file = "/proc/\(child.identifier)/oom_score_adj"
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "1000\n")
        child.terminate()
        #expect(await child.wait() == .killed(signal: SIGTERM))
    }

    @Test func anEndingThatSomebodyElseTookIsNoSuccess() async throws {
        let child = try ChildProcess(["/bin/true"])
        var status: Int32 = 0
        #expect(waitpid(child.identifier, &status, 0) == child.identifier)
        #expect(await child.wait() == .unknown)
    }

    @Test func whatCantBeStartedLeavesNoThread() throws {
        func threads() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count }
        let before = try threads()
        for _ in 0..<300 {
            #expect(throws: SystemError.self) { try ChildProcess(["/nowhere/no-program"]) }
        }
        // Tests beside this one have threads of their own.
        #expect(try threads() < before + 200)
    }

    @Test func soDoesWhatItStarts() async throws {
        let folder = try TemporaryRoot()
        // The shell waits until its own score was set, then looks at that of a process it starts.
        let script = """
            until grep -q 1000 /proc/self/oom_score_adj; do :; done
            cat /proc/self/stat > '\(folder.path)/stat'
            """
        let child = try ChildProcess(["/bin/sh", "-c", script])
        #expect(await child.wait() == .exited(0))
        let text = try String(contentsOfFile: "\(folder.path)/stat", encoding: .utf8)
        let fields = text.split(separator: " ")
        #expect(fields[19 - 1] == "19" && fields[41 - 1] == "\(ProcessPriority.lowest.policy)", "\(text)")
    }
}
