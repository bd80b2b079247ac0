internal import CSystemCalls
import Glibc
import Synchronization

/// One thread of its own for tasks that wait in system calls, so that they take none of the threads all tasks share.
public final class BlockingExecutor: TaskExecutor {
    private struct Queue {
        var jobs: [UnownedJob] = []
        var stopped = false
    }

    private let queue = Mutex(Queue())
    private let bell = Bell()

    /// Starts the thread.
    public init() {
        let loop = Loop(executor: self)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(loop)
        let failure = pthread_create(&thread, nil, { Loop.run($0!) }, context.toOpaque())
        precondition(failure == 0, "no thread can be started (error \(failure))")
        pthread_detach(thread)
    }

    /// Takes a job in.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.withLock { $0.jobs.append(job) }
        bell.ring()
    }

    /// Ends the thread once what is queued has run; nothing may be queued after this.
    public func stop() {
        queue.withLock { $0.stopped = true }
        bell.ring()
    }

    fileprivate func runUntilStopped() {
        digitd_take_nice_of_process()
        while true {
            let (jobs, stopped) = queue.withLock { queue in
                defer { queue.jobs = [] }
                return (queue.jobs, queue.stopped)
            }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            if jobs.isEmpty {
                if stopped { return }
                bell.wait()
            }
        }
    }
}

/// What the thread runs.
private final class Loop: Sendable {
    let executor: BlockingExecutor

    init(executor: BlockingExecutor) { self.executor = executor }

    static func run(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<Loop>.fromOpaque(context).takeRetainedValue().executor.runUntilStopped()
        return nil
    }
}
