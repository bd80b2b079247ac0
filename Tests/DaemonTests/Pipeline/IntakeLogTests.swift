import Spool
import Testing

@testable import Daemon

@Suite struct IntakeLogTests {
    @Test func outagesAreToldAndKeptInTheState() {
        let (log, lines) = LogKeeper.logger()
        let state = DaemonState(root: "/r")
        let intakeLog = IntakeLog(log: log, state: state)
        let outage = SpoolOutage(cause: .diskFull, folder: .results)
        intakeLog.take(.outage(outage, isNew: true))
        intakeLog.take(.outage(outage, isNew: false))
        #expect(state.now.outage == "results: no space left; make room")
        intakeLog.take(.recovered(failures: 7))
        #expect(state.now.outage == nil)
        #expect(state.now.lastErrors.last?.message == "results: no space left; make room")
        let first = "paused; goes on by itself reason=results: no space left; make room"
        #expect(lines.all == [first, "goes on failed_tries=7"])
    }

    @Test func partialNamesDoNotFloodTheLog() {
        let (log, lines) = LogKeeper.logger()
        let intakeLog = IntakeLog(log: log, state: DaemonState(root: "/r"))
        for name in ["a.tmp", "b.tmp"] { intakeLog.take(.leftAlone(path: Array(name.utf8), .hidden)) }
        for name in ["c", "d"] { intakeLog.take(.leftAlone(path: Array(name.utf8), .symbolicLink)) }
        #expect(
            lines.all == [
                "left alone file=a.tmp reason=dot-file, partial name or lost+found",
                "left alone file=c reason=symbolic link",
                "left alone file=d reason=symbolic link",
            ]
        )
    }

    @Test func filesThatHaveToWaitDoNotPauseTheDaemon() {
        let (log, lines) = LogKeeper.logger()
        let state = DaemonState(root: "/r")
        IntakeLog(log: log, state: state).take(.held(SpoolOutage(cause: .noPermission, folder: .results)))
        #expect(state.now.outage == nil && !state.now.lastErrors.isEmpty)
        #expect(lines.all == ["some files have to wait reason=results: no permission; check owner and rights"])
    }

    @Test func pollingIsToldWithItsReason() {
        let (log, lines) = LogKeeper.logger()
        IntakeLog(log: log, state: DaemonState(root: "/r")).take(.polled(path: Array("a".utf8), .fileSystem))
        let reason = "its file system does not announce all changes"
        #expect(lines.all == ["polled: events do not tell all changes here folder=inbox/a reason=\(reason)"])
    }
}
