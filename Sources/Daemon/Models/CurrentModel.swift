import Logging
import Recognition
import Spool
import Synchronization

/// The model in use. Readers take a snapshot and keep it as long as they like; a switch is seen by the next snapshot.
public final class CurrentModel: Sendable {
    private struct State {
        var model: DigitModel
        /// What `models/current` was when it was last looked at.
        var seen: ModelLink?
        /// When the file of the model was written.
        var made: Timestamp?
        /// Why what is current now is not the model in use; nil where it is.
        var refused: String?
        /// When that was last tried, nanoseconds.
        var tried: Int64 = 0
    }

    private let choice: ModelChoice
    private let clock: SpoolClock
    private let log: Logger
    private let state: Mutex<State>
    /// What can't be read may be readable later, with nothing to see from outside.
    private static let retryInterval: Int64 = 60_000_000_000

    /// Loads the model of choice.
    ///
    /// - Throws: ``ModelLibraryError`` where a model that was asked for, or every one that could stand in, can't be
    ///   used.
    public init(_ choice: ModelChoice, clock: SpoolClock = .system, log: Logger) throws(ModelLibraryError) {
        self.choice = choice
        self.clock = clock
        self.log = log
        let seen = choice.link()
        let (model, troubles) = try choice.load()
        for trouble in troubles { log.error("model can't be used", metadata: ["reason": "\(trouble)"]) }
        let made = choice.made(model.identity)
        state = Mutex(
            State(
                model: model,
                seen: seen,
                made: made,
                refused: troubles.first?.description,
                tried: clock.monotonic()
            )
        )
    }

    /// The model to read with now.
    public var snapshot: DigitModel { state.withLock { $0.model } }

    /// What is to be said about the model in use.
    var record: StatusRecord.Model {
        state.withLock { state in
            StatusRecord.Model(
                name: state.model.identity.name,
                sha256: state.model.identity.sha256.hex,
                made: state.made?.description,
                refused: state.refused
            )
        }
    }

    /// Looks whether another model is current, and switches to it. To be called by one task at a time.
    ///
    /// A model that can't be used is told in the log once; the one in use stays.
    ///
    /// - Returns: whether it switched.
    @discardableResult
    public func refresh() -> Bool {
        guard choice.isFollowing else { return false }
        let link = choice.link()
        let now = clock.monotonic()
        let (before, refused, isDue) = state.withLock { state in
            let isDue = link != state.seen || state.refused != nil && now - state.tried >= Self.retryInterval
            return (state.model.identity, state.refused, isDue)
        }
        guard isDue else { return false }
        let model: DigitModel
        do {
            model = try choice.follow(link)
        } catch {
            let reason = "\(error)"
            if reason != refused {
                log.error(
                    "new current model can't be used; the one in use stays",
                    metadata: ["reason": "\(reason)", "model": "\(before.name)", "sha256": "\(before.sha256)"]
                )
            }
            state.withLock { ($0.seen, $0.refused, $0.tried) = (link, reason, now) }
            return false
        }
        let made = choice.made(model.identity)
        state.withLock { $0 = State(model: model, seen: link, made: made) }
        guard model.identity != before else { return false }
        log.notice(
            "model switched",
            metadata: [
                "from": "\(before.name)", "from_sha256": "\(before.sha256)",
                "to": "\(model.identity.name)", "to_sha256": "\(model.identity.sha256)",
            ]
        )
        return true
    }
}
