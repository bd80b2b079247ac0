import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import Daemon

@Suite struct FineTuneServiceTests {
    /// A service whose cycle is a shell command.
    private func service(_ root: TemporaryRoot, _ command: String, _ log: Logger) -> FineTuneService {
        FineTuneService(
            // Labels are looked at each second; the cycle after the first one is far off.
            triggers: FineTuneTriggers(interval: .seconds(10)),
            root: root.path,
            command: ["/bin/sh", "-c", command],
            state: DaemonState(root: root.path),
            log: log
        )
    }

    @Test func changedLabelsStartOneCycleWhoseFailureIsTold() async throws {
        let root = try TemporaryRoot()
        try root.write("labeled/3/a.png", [1])
        let (log, lines) = LogKeeper.logger()
        let service = service(root, "echo x >> '\(root.path)/cycles'; exit 3", log)
        try await running(service, until: { root.exists(".digitd/finetune.json") })
        // The test may look late, with the next cycle under way.
        #expect(try String(contentsOfFile: root.path + "/cycles", encoding: .utf8).hasPrefix("x\n"))
        #expect(
            lines.all.prefix(2) == [
                "fine-tune cycle begins labels=1",
                "fine-tune cycle failed; the next one tries again ending=exit status 3",
            ]
        )
    }

    /// What the daemon was given on its command line goes over what its own environment says.
    @Test func theCycleGetsItsVariables() async throws {
        let root = try TemporaryRoot()
        try root.write("labeled/3/a.png", [1])
        let (log, _) = LogKeeper.logger()
        var service = service(root, "echo \"$DIGITD_WORKERS $HOME_TOO $PATH\" > '\(root.path)/seen'", log)
        service.variables = ["DIGITD_WORKERS=1", "PATH=/nowhere=x"]
        try await running(service, until: { root.exists(".digitd/finetune.json") })
        #expect(try String(contentsOfFile: root.path + "/seen", encoding: .utf8) == "1  /nowhere=x\n")
    }

    @Test func shutdownEndsTheCycleUnderWay() async throws {
        let root = try TemporaryRoot()
        try root.write("labeled/3/a.png", [1])
        let (log, lines) = LogKeeper.logger()
        let service = service(root, "touch '\(root.path)/begun'; sleep 600 & wait", log)
        try await running(service, until: { root.exists("begun") })
        #expect(lines.all.last == "fine-tune cycle ended early ending=signal 15")
        #expect(!root.exists(".digitd/finetune.json"))
    }

    @Test func aProgramThatIsNotThereIsTold() async throws {
        let root = try TemporaryRoot()
        try root.write("labeled/3/a.png", [1])
        let (log, lines) = LogKeeper.logger()
        var service = service(root, "", log)
        service.command = ["/nowhere/digitd"]
        try await running(service, until: { lines.all.count >= 2 })
        try #require(lines.all.count >= 2)
        #expect(lines.all[1].hasPrefix("fine-tune cycle can't be started reason=posix_spawn: "))
    }
}
