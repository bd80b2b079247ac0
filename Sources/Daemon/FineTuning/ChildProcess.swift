import Glibc
import Spool
import Synchronization

/// A process started by this one: it writes to our standard error alone, and may be asked to end. What it started and left
/// behind ends with it.
///
/// It is out of the way: it runs where nothing else wants the processor or the disk, and is the first to be killed where
/// memory runs out.
final class ChildProcess: Sendable {
    /// How a process ended.
    enum Ending: Sendable, Equatable, CustomStringConvertible {
        case exited(Int32)
        case killed(signal: Int32)
        /// It has ended, and nobody can tell how.
        case unknown

        var description: String {
            switch self {
            case .exited(let status): "exit status \(status)"
            case .killed(let signal): "signal \(signal)"
            case .unknown: "an end that was not told"
            }
        }
    }

    let identifier: pid_t
    private let isReaped = Mutex(false)
    private let executor: BlockingExecutor

    /// Starts a program, out of the way.
    ///
    /// - Parameters:
    ///   - command: the program's path and its arguments.
    ///   - input: the file that is its standard input.
    ///   - environment: its variables; nil for our own.
    ///   - priority: how much it stands back.
    init(
        _ command: [String],
        input: String = "/dev/null",
        environment: [String]? = nil,
        priority: ProcessPriority = .lowest
    ) throws(SystemError) {
        identifier = try ProcessLauncher.start(command, input: input, environment: environment)
        // Not before there is something to wait for: nothing would end its thread where no process was started.
        executor = BlockingExecutor()
        priority.set(of: identifier)
    }

    deinit { executor.stop() }

    /// Waits until it has ended.
    func wait() async -> Ending {
        await withTaskCancellationHandler {
            await withTaskExecutorPreference(executor) { await waitOnExecutor() }
        } onCancel: {
            terminate()
        }
    }

    /// Asks it, and what it started itself, to end.
    func terminate(by signal: Int32 = SIGTERM) {
        isReaped.withLock { isReaped in
            if !isReaped { _ = kill(-identifier, signal) }
        }
    }

    private func waitOnExecutor() async -> Ending {
        // The process stays as a zombie until it is reaped under the lock, so a signal never hits another one.
        var information = siginfo_t()
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0 {
            // Somebody else has taken its ending, and its number may be another's by now.
            guard errno == EINTR else {
                isReaped.withLock { $0 = true }
                return .unknown
            }
        }
        return isReaped.withLock { isReaped in
            // What is left of its group.
            _ = kill(-identifier, SIGKILL)
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            isReaped = true
            // The macros of wait(2): the low seven bits are the signal, the next eight the exit status.
            let signal = status & 0x7F
            return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
        }
    }
}
