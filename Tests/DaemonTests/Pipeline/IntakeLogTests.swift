import Spool
import Testing

@testable import Daemon

@Suite struct IntakeLogTests {
    @Test func outagesAreToldAndKeptInTheState() {
        let (log, lines) = LogKeeper.logger()
        let state = DaemonState(root: "/r")
        let intakeLog = IntakeLog(log: log, state: state)
        let outage = SpoolOutage(cause: .diskFull, folder: .results)
        intakeLog.take(.outage(outage))
        #expect(state.now.outage == "results: no space left; make room")
        intakeLog.take(.recovered)
        #expect(state.now.outage == nil)
        #expect(state.now.lastError?.message == "results: no space left; make room")
        #expect(lines.all == ["paused; goes on by itself reason=results: no space left; make room", "goes on"])
    }

    @Test func partialNamesDoNotFloodTheLog() {
        let (log, lines) = LogKeeper.logger()
        let intakeLog = IntakeLog(log: log, state: DaemonState(root: "/r"))
        for name in ["a.tmp", "b.tmp"] { intakeLog.take(.leftAlone(path: Array(name.utf8), .hidden)) }
        for name in ["c", "d"] { intakeLog.take(.leftAlone(path: Array(name.utf8), .symbolicLink)) }
        #expect(
            lines.all == [
                "left alone file=a.tmp reason=dot-file or partial name", "left alone file=c reason=symbolic link",
                "left alone file=d reason=symbolic link",
            ]
        )
    }

    @Test func pollingIsPartOfTheState() {
        let (log, _) = LogKeeper.logger()
        let state = DaemonState(root: "/r")
        IntakeLog(log: log, state: state).take(.polled(path: [], .fileSystem))
        #expect(state.now.isPolling)
    }
}
