import Foundation
import NeuralNetwork
import Testing

@testable import Daemon
@testable import digitd

/// `digitd run` as a process that is signalled, killed and started again.
@Suite struct RunTests {
    @Test func whatIsDroppedWhileItRunsIsRead() throws {
        let root = try DaemonRoot()
        let process = try root.start(root.arguments([]))
        defer { process.terminate() }
        try root.wait("start") { root.log.contains(" started ") }
        try root.drop("sub/a.png", DaemonRoot.pictures[0])
        try root.wait("result") { try root.results()["sub/a.png"] != nil }
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
        try root.expectNothingLost()
        #expect(root.log.contains(" stopped classified=1 duplicate=0 read=1 rejected=0 uncertain=0\n"))
    }

    /// Of each thread, by /proc/PID/task/TID/stat (field 19, the 17th behind the name's parenthesis).
    private func niceValues(_ process: Int32) throws -> [Int] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").compactMap { thread in
            // One may have ended since it was listed.
            guard let text = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/stat", encoding: .utf8)
            else { return nil }
            return text.split(separator: ")").last?.split(separator: " ").dropFirst(16).first.flatMap { Int($0) }
        }
    }

    /// Growing the kernel's table of open files would make lanes wait.
    @Test func thereIsRoomForOpenFilesFromTheStart() throws {
        let root = try DaemonRoot()
        let process = try root.start(root.arguments([]))
        defer { process.terminate() }
        try root.wait("start") { root.log.contains(" started ") }
        let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("FDSize:") })
        var limit = rlimit()
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        #expect(try #require(Int(line.dropFirst(7).trimmingCharacters(in: .whitespaces))) >= min(4096, limit.rlim_cur))
    }

    @Test func theLanesAreAsNiceAsTheProcessIsToBe() throws {
        let root = try DaemonRoot()
        let process = try root.start(
            ["-n", "3", Program.path.path] + root.arguments(["--workers", "3"]),
            program: URL(filePath: "/usr/bin/nice")
        )
        defer { process.terminate() }
        try root.wait("start") { root.log.contains(" started ") }
        let wanted = min(19, Int(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)) + 3)
        // The first thread and the lanes; those that all tasks share have a value of their own.
        try root.wait("lanes") { try niceValues(process.processIdentifier).filter { $0 == wanted }.count >= 4 }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalFinishesWhatIsInHand(signal: Int32) throws {
        let root = try DaemonRoot()
        try root.dropGood(400)
        let process = try root.start(root.arguments(["--batch-size", "16"]))
        try root.wait("first result") { try !root.results().isEmpty }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
        try root.expectNothingLost()
        #expect(root.log.contains(" stopped "))

        let rest = try Program.run(root.arguments(["--once"]))
        #expect(rest.status == 0, "\(rest.errors)")
        try root.expectNothingLost()
        #expect(try root.results().count == 400)
    }

    /// A file of terabytes, all holes, is hashed for its result; the end does not wait for that.
    @Test func theEndDoesNotWaitForAHugeFile() throws {
        let root = try DaemonRoot()
        let process = try root.start(root.arguments(["--limit-bytes", "300000000000"]))
        defer { process.terminate() }
        try root.wait("start") { root.log.contains(" started ") }
        let huge = root.root + "/inbox/disk.img"
        #expect(truncate(FileManager.default.createFile(atPath: huge, contents: nil) ? huge : "", 4 << 40) == 0)
        try root.drop("a.png", DaemonRoot.pictures[0])
        try root.wait("result") { try root.results()["a.png"] != nil }
        sleep(3)
        process.terminate()
        try root.wait("the end") { !process.isRunning }
        #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
        #expect(FileManager.default.fileExists(atPath: huge))
    }

    /// One that is larger than anything that is hashed is refused at once, without a hash.
    @Test func aFileOfAnySizeStopsNothing() throws {
        let root = try DaemonRoot()
        let huge = root.root + "/inbox/disk.png"
        #expect(truncate(FileManager.default.createFile(atPath: huge, contents: nil) ? huge : "", 4 << 40) == 0)
        try root.drop("a.png", DaemonRoot.pictures[0])
        #expect(try Program.run(root.arguments(["--once"])).status == 1)
        let result = try #require(try root.results()["disk.png"])
        #expect(result["sha256"] == nil && result["status"] as? String == "rejected")
        #expect((result["error"] as? [String: Any])?["code"] as? String == "unreadable")
        #expect(FileManager.default.fileExists(atPath: root.root + "/rejected/disk.png"))
        let run = try Program.run(["classify", root.root + "/rejected/disk.png", "--model", "default"])
        #expect(run.status == 1 && run.output.contains("unreadable"), "\(run.output)")
    }

    /// Whether a process of another user can run the program.
    private static let canStepDown =
        geteuid() == 0
        && (try? Process.run(
            URL(filePath: "/usr/bin/setpriv"),
            arguments: ["--reuid=65534", "--clear-groups", "/usr/bin/test", "-x", Program.path.path]
        )).map {
            $0.waitUntilExit()
            return $0.terminationStatus == 0
        } == true

    @Test(.enabled(if: canStepDown, "needs root, and a program that others may run"))
    func aFolderThatBecomesUnreadableHoldsUpOnlyItsOwn() throws {
        let root = try DaemonRoot()
        let picture = DaemonRoot.pictures[0]
        try root.drop("s/half.png", Array(picture.dropLast(20)))
        let process = try startSteppedDown(root, ["--settle-milliseconds", "2000"])
        defer { process.terminate() }
        try root.wait("start") { root.log.contains(" started ") }
        // Behind it in the same listing: when that is read, the half picture is known.
        try root.drop("t/first.png", picture)
        try root.wait("result first") { try root.results()["t/first.png"] != nil }
        #expect(chown(root.root + "/inbox/s", 0, 0) == 0 && chmod(root.root + "/inbox/s", 0o700) == 0)
        // The half picture is looked at again, and can't be.
        try root.wait("a word") { root.log.contains("paused") || root.log.contains("a folder can't be listed") }
        for index in 0..<3 {
            try root.drop("\(index).png", picture)
            chown("\(root.root)/inbox/\(index).png", 65534, 65534)
            try root.wait("result \(index)") { try root.results()["\(index).png"] != nil }
        }
        #expect(!root.log.contains("paused"), "\(root.log)")
    }

    @Test(.enabled(if: canStepDown, "needs root, and a program that others may run"))
    func aFolderThatCannotBeEnteredIsNoReasonNotToStart() throws {
        let root = try DaemonRoot()
        try root.drop("s/a.png", DaemonRoot.pictures[0])
        let first = try startSteppedDown(root, ["--once"])
        first.waitUntilExit()
        #expect(first.terminationStatus == 0, "\(root.log)")
        #expect(try root.results()["s/a.png"] != nil)
        // The newest record names a file that lay here.
        #expect(chown(root.root + "/inbox/s", 0, 0) == 0 && chmod(root.root + "/inbox/s", 0o700) == 0)
        try root.drop("b.png", DaemonRoot.pictures[1])
        let second = try startSteppedDown(root, [])
        defer { second.terminate() }
        try root.wait("another result") { try root.results()["b.png"] != nil || !second.isRunning }
        #expect(second.isRunning, "\(root.log)")
        #expect(try root.results().count == 2)
    }

    @Test(.enabled(if: canStepDown, "needs root, and a program that others may run"))
    func onceTellsOfAFolderThatCouldNotBeRead() throws {
        let root = try DaemonRoot()
        try root.drop("s/a.png", DaemonRoot.pictures[0])
        try root.drop("b.png", DaemonRoot.pictures[1])
        let process = try startSteppedDown(root, ["--once"]) { chmod(root.root + "/inbox/s", 0o444) }
        try root.wait("the end") { !process.isRunning }
        #expect(process.terminationStatus == 2)
        #expect(root.log.contains("what lies in a folder of the inbox was not read"), "\(root.log)")
        #expect(root.log.contains("folder=inbox/s"), "\(root.log)")
        #expect(try root.results()["b.png"] != nil)
    }

    /// The daemon as a user without rights, who owns the root.
    private func startSteppedDown(
        _ root: DaemonRoot,
        _ more: [String],
        before: () -> Void = {}
    ) throws -> Process {
        let owner = try Process.run(
            URL(filePath: "/usr/bin/chown"),
            arguments: ["-R", "--from=0", "65534:65534", root.folder.path]
        )
        owner.waitUntilExit()
        chmod(root.folder.path, 0o755)
        before()
        return try root.start(
            ["--reuid=65534", "--clear-groups", Program.path.path] + root.arguments(more),
            program: URL(filePath: "/usr/bin/setpriv")
        )
    }

    @Test func afterAKillTheNextRunFinishes() throws {
        let root = try DaemonRoot()
        try root.dropGood(100)
        for round in 1...4 {
            let before = try root.results().count
            // There is something to do also where the round before has finished all.
            try root.dropGood(100, from: 100 * round)
            let process = try root.start(root.arguments(["--batch-size", "8", "--durability", "none"]))
            try root.wait("results of round \(round)") { try root.results().count > before }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let crashed = try Program.run(["status", "--root", root.root, "--format", "json"])
        #expect(crashed.output.contains("\"state\" : \"crashed\""))

        let rest = try Program.run(root.arguments(["--once"]))
        #expect(rest.status == 0, "\(rest.errors)")
        try root.expectNothingLost()
        #expect(try root.results().count == 500)
        #expect(try root.files("inbox").isEmpty)
    }

    @Test func theSecondOnOneRootIsRefused() throws {
        let root = try DaemonRoot()
        let process = try root.start(root.arguments([]))
        defer { process.terminate() }
        try root.wait("start") { root.log.contains(" started ") }
        let second = try Program.run(root.arguments(["--once"]))
        #expect(second.status == 2)
        let holder = "(process \(process.processIdentifier))"
        #expect(second.errors.contains("\(root.root): is in use by another digitd \(holder)"))
        let status = try Program.run(["status", "--root", root.root])
        #expect(status.output.contains("running \(holder)"))
    }

    @Test func aModelThatBecomesCurrentIsUsedFromThenOn() throws {
        let root = try DaemonRoot()
        let models = root.root + "/models"
        try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
        for (seed, name) in [(1, "0001-one"), (2, "0002-two")] {
            let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxCrossEntropy)
            let network = Network(architecture: architecture, seed: UInt64(seed))
            try Data(ModelFile(network: network, metadata: ["threshold": "0"]).bytes())
                .write(to: URL(filePath: "\(models)/\(name).safetensors"))
        }
        try Data("no model".utf8).write(to: URL(filePath: "\(models)/0003-bad.safetensors"))
        func activate(_ name: String) throws {
            let beside = models + "/.next"
            try FileManager.default.createSymbolicLink(
                atPath: beside,
                withDestinationPath: "\(name).safetensors"
            )
            #expect(rename(beside, models + "/current") == 0)
        }
        func modelOf(_ picture: String) throws -> String? {
            try root.drop(picture, DaemonRoot.pictures[5] + Array(picture.utf8))
            try root.wait(picture) { try root.results()[picture] != nil }
            return (try root.results()[picture]?["model"] as? [String: String])?["name"]
        }
        try activate("0001-one")
        let process = try root.start(["run", "--root", root.root])
        defer { process.terminate() }
        #expect(try modelOf("a.png") == "0001-one")
        try activate("0002-two")
        try root.wait("switch") { root.log.contains(" model switched from=0001-one ") }
        #expect(try modelOf("b.png") == "0002-two")
        try activate("0003-bad")
        try root.wait("refusal") { root.log.contains("new current model can't be used") }
        #expect(try modelOf("c.png") == "0002-two")
        process.terminate()
        process.waitUntilExit()

        // At the start too, the newest that can be used stands in for a damaged one.
        try root.drop("d.png", DaemonRoot.pictures[6])
        let run = try Program.run(["run", "--root", root.root, "--once"])
        #expect(run.status == 0, "\(run.errors)")
        #expect((try root.results()["d.png"]?["model"] as? [String: String])?["name"] == "0002-two")
        #expect(run.errors.contains("model can't be used"))
    }

    @Test func systemdHearsOfStartAndEnd() throws {
        let root = try DaemonRoot()
        let name = root.folder.appending(path: "notify").path
        let listener = try ServiceManager(name)
        let environment = ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "60000000"]
        let process = try root.start(root.arguments([]), environment: environment)
        defer { process.terminate() }
        #expect(listener.next() == "READY=1")
        #expect(listener.next().hasPrefix("STATUS=0 read (0 classified, 0 uncertain, 0 rejected), 0 waiting; model m "))
        try root.drop("a.png", DaemonRoot.pictures[0])
        try listener.wait(for: "STATUS=1 read")
        process.terminate()
        try listener.wait(for: "STOPPING=1")
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    /// The watchdog is fed while nothing comes, and while the work is paused.
    @Test func theWatchdogIsFedIdleAndPaused() throws {
        let root = try DaemonRoot()
        let name = root.folder.appending(path: "notify").path
        let listener = try ServiceManager(name)
        let environment = ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "600000"]
        let process = try root.start(root.arguments([]), environment: environment)
        defer { process.terminate() }
        func expectFed(_ times: Int) throws {
            for _ in 0..<times { try listener.wait(for: "WATCHDOG=1") }
        }
        try expectFed(3)
        // No inbox any more, and no place for one; the daemon makes a missing one anew, so this may take some tries.
        let inbox = root.root + "/inbox"
        try root.wait("a file in the inbox's place") {
            rmdir(inbox)
            let file = open(inbox, O_WRONLY | O_CREAT | O_EXCL, 0o644)
            if file >= 0 { close(file) }
            return file >= 0
        }
        try listener.wait(for: "STATUS=paused: ")
        try expectFed(3)
    }

    /// SIGHUP while a backlog is read: other settings hold from then on, nothing is lost, systemd hears both ends of it.
    @Test func aReloadTakesUpSettingsAndMissesNoFile() async throws {
        let root = try DaemonRoot()
        let name = root.folder.appending(path: "notify").path
        let heard = try ServiceManager(name).takeDown(until: "STOPPING=1")
        let config = try root.config("batch_size: 8\n")
        try root.dropGood(300)
        let arguments = root.arguments(["--config", config])
        let process = try root.start(arguments, environment: ["NOTIFY_SOCKET": name])
        defer { process.terminate() }
        try root.wait("first results") { try root.results().count > 20 }
        try root.config("batch_size: 16\nmin_confidence: 1\n")
        let reload = try Program.run(["reload", "--root", root.root])
        #expect(reload.status == 0, "\(reload.errors)")
        #expect(root.log.contains(" settings taken up changed=batch_size,min_confidence\n"), "\(root.log)")
        try root.drop("after.png", DaemonRoot.pictures[0])
        try root.wait("all results") { try root.results().count == 301 }
        // No picture is sure enough for the new threshold.
        #expect(try root.results()["after.png"]?["status"] as? String == "uncertain")
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        try root.expectNothingLost()

        let marks = heard().filter { !$0.hasPrefix("STATUS=") }
        #expect(marks.count == 4 && marks[0] == "READY=1" && marks[2] == "READY=1", "\(marks)")
        #expect(marks[1].wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]*/) != nil, "\(marks)")
    }

    /// Settings that can't be used are refused with their line, and those in force stay.
    @Test(arguments: [
        ("batch_sice: 8\n", ":1: there is no setting 'batch_sice'; did you mean 'batch_size'?"),
        ("workers: 1\nbatch_size: none\n", ":2: 'none' is no value for batch_size: give a whole number"),
        ("root: /elsewhere\n", ":1: 'root' can't change from "),
        ("model: /nowhere.safetensors\n", "/nowhere.safetensors is not there; check the path"),
    ])
    func aReloadOfWrongSettingsIsRefused(text: String, reason: String) throws {
        let root = try DaemonRoot()
        // With this threshold no picture is sure enough.
        let config = try root.config("root: \(root.root)\nmodel: \(root.model)\nmin_confidence: 1\n")
        let process = try root.start(["run", "--config", config])
        defer { process.terminate() }
        // Written once it has an ear for SIGHUP; that it has started is in its log before.
        try root.wait("start") { FileManager.default.fileExists(atPath: root.root + "/.digitd/status.json") }
        try root.config(text.hasPrefix("root") ? text : text + "root: \(root.root)\n")
        let reload = try Program.run(["reload", "--root", root.root])
        #expect(reload.status == 2)
        #expect(reload.errors.hasPrefix("digitd: error: settings not taken up; those in force stay: "))
        #expect(reload.errors.contains(reason), "\(reload.errors)")
        try root.drop("a.png", DaemonRoot.pictures[0])
        try root.wait("result") { try root.results()["a.png"] != nil }
        let result = try root.results()["a.png"]
        #expect(result?["status"] as? String == "uncertain")
        #expect((result?["model"] as? [String: String])?["name"] == "m")
    }

    @Test func aReloadWithoutADaemonEndsWith2() throws {
        let root = try DaemonRoot()
        let run = try Program.run(["reload", "--root", root.root])
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("digitd: error: no daemon works on \(root.root): "))
    }

    @Test func theCountsAreKeptOverRestarts() throws {
        let root = try DaemonRoot()
        for round in 1...2 {
            try root.drop("good-\(round).png", DaemonRoot.pictures[round])
            try root.drop("bad-\(round).png", [UInt8(round)])
            #expect(try Program.run(root.arguments(["--once"])).status == 1)
        }
        try root.drop("waiting.png", DaemonRoot.pictures[0])
        let run = try Program.run(["status", "--root", root.root, "--format", "json"])
        #expect(run.status == 0)
        let status = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        )
        let counts = ["seen": 5, "classified": 2, "uncertain": 0, "rejected": 2, "duplicate": 0, "waiting": 1]
        #expect(status["counts"] as? [String: Int] == counts)
        #expect(status["state"] as? String == "stopped")
        #expect((status["model"] as? [String: String])?["name"] == "m")
    }

    @Test(arguments: ["classify", "link", "skip"])
    func theSameContentAgainIsTreatedAsSet(duplicates: String) throws {
        let root = try DaemonRoot()
        let bytes = DaemonRoot.pictures[3]
        let run = root.arguments(["--once", "--duplicates", duplicates])
        // In one batch, and in a later run.
        for name in ["a.png", "sub/b.png"] { try root.drop(name, bytes) }
        #expect(try Program.run(run).status == 0)
        try root.drop("c.png", bytes)
        try root.drop("d.png", DaemonRoot.pictures[4])
        #expect(try Program.run(run).status == 0)

        let results = try root.results()
        #expect(try root.files("processed").count == 4)
        #expect(results.count == (duplicates == "skip" ? 2 : 4))
        let first = results.keys.first { ["a.png", "sub/b.png"].contains($0) && results[$0]?["duplicate_of"] == nil }
        let names = results.compactMapValues { $0["duplicate_of"] as? String }
        #expect(Set(names.values) == (duplicates == "link" ? [try #require(first)] : []))
        #expect(names.count == (duplicates == "link" ? 2 : 0))
        let status = try Program.run(["status", "--root", root.root, "--format", "json"]).output
        #expect(status.contains("\"duplicate\" : \(duplicates == "classify" ? 0 : 2)"))
        #expect(status.contains("\"seen\" : 4"))
        let verified = try Program.run(["verify", "--root", root.root])
        #expect(verified.status == 0, "\(verified.output)")
    }

    /// A duplicate of a file that is no picture is none either.
    @Test(arguments: ["classify", "link", "skip"])
    func aRejectedDuplicateIsToldByTheStatus(duplicates: String) throws {
        let root = try DaemonRoot()
        for name in ["a.png", "b.png"] {
            try root.drop(name, [1, 2, 3])
            #expect(try Program.run(root.arguments(["--once", "--duplicates", duplicates])).status == 1)
        }
        #expect(try root.files("rejected").count == 2)
    }

    @Test func statusOfNoRootEndsWith2() throws {
        let run = try Program.run(["status", "--root", "/nowhere/at/all"])
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("digitd: error: /nowhere/at/all: "))
    }
}
