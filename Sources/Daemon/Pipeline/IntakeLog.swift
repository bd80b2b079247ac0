import Logging
import Spool
import Synchronization

/// Puts what the intake says into the log and the state.
final class IntakeLog: Sendable {
    private let log: Logger
    private let state: DaemonState
    private let said = Mutex<Set<IntakeNotice.Reason>>([])

    init(log: Logger, state: DaemonState) {
        self.log = log
        self.state = state
    }

    func take(_ notice: IntakeNotice) {
        switch notice {
        case .leftAlone(let path, let reason):
            // Programs that copy make a partial name for every file: the first of a kind is news, the others are not.
            let isFirst = said.withLock { $0.insert(reason).inserted }
            log.log(
                level: isFirst || reason != .hidden ? .notice : .info,
                "left alone",
                metadata: ["file": "\(NameEscaping.text(path))", "reason": "\(reason.rawValue)"]
            )
        case .eventsOverflowed:
            log.warning("the kernel dropped events; the inbox is listed again")
        case .watchRefused(let path, let error):
            log.warning(
                "a folder can't be watched; raise fs.inotify.max_user_watches",
                metadata: ["folder": "\(Self.folder(path))", "reason": "\(error)"]
            )
        case .polled(let path, let reason):
            log.notice(
                "polled: events do not tell all changes here",
                metadata: ["folder": "\(Self.folder(path))", "reason": "\(reason.rawValue)"]
            )
        case .folderUnreadable(let path, let error):
            log.warning(
                "a folder can't be listed; check its rights",
                metadata: ["folder": "\(Self.folder(path))", "reason": "\(error)"]
            )
        case .refused(let path, let outage):
            state.note(error: "\(Self.folder(path)): can't be filed; \(outage)")
            log.warning(
                "a file can't be filed; rename it, or give digitd's user write on its folders among the outputs",
                metadata: ["file": "\(NameEscaping.text(path))", "reason": "\(outage)"]
            )
        case .outage(let outage, let isNew):
            state.set(outage: outage)
            // One line a cause; the count of failures comes with the end.
            if isNew { log.error("paused; goes on by itself", metadata: ["reason": "\(outage)"]) }
        case .held(let outage):
            state.note(error: outage.description)
            log.warning("some files have to wait", metadata: ["reason": "\(outage)"])
        case .recovered(let failures):
            state.outageIsOver()
            log.notice("goes on", metadata: ["failed_tries": "\(failures)"])
        }
    }

    static func folder(_ path: [UInt8]) -> String {
        path.isEmpty ? SpoolFolder.inbox.rawValue : SpoolFolder.inbox.rawValue + "/" + NameEscaping.text(path)
    }
}
