import Glibc

/// How much a process stands back behind others. All of it works without privileges, and is handed on to what the
/// process starts.
struct ProcessPriority: Sendable {
    /// A policy of sched(7).
    let policy: Int32
    /// A nice value, -20 to 19. It counts where a filter of system calls refuses the policy.
    let nice: Int32
    /// How soon it is killed where memory runs out, -1000 to 1000 (proc_pid_oom_score_adj(5)).
    let memoryScore: Int

    /// It runs only where nothing else wants the processor, comes last at the disk too (ioprio_set(2), "class idle"), and
    /// is the first to be killed. The policy is SCHED_IDLE, a macro that Swift does not see.
    static let lowest = ProcessPriority(policy: 5, nice: 19, memoryScore: 1000)

    /// It gives way, but gets its share while others work: for what has a time limit. The policy is SCHED_OTHER.
    static let low = ProcessPriority(policy: 0, nice: 10, memoryScore: 1000)

    /// Sets it for a process that was just started, and that has a process group of its own.
    func set(of process: pid_t) {
        _ = setpriority(__priority_which_t(PRIO_PGRP.rawValue), id_t(process), nice)
        // A policy is set thread by thread; those that begin after that have it from the one that began them.
        var done: Set<pid_t> = []
        while true {
            let threads = Self.threads(of: process).subtracting(done)
            guard !threads.isEmpty else { break }
            for thread in threads {
                var none = sched_param()
                _ = sched_setscheduler(thread, policy, &none)
            }
            done.formUnion(threads)
        }
        let file = open("/proc/\(process)/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        let text = "\(memoryScore)"
        _ = write(file, text, text.utf8.count)
    }

    private static func threads(of process: pid_t) -> Set<pid_t> {
        Set(FolderEntries("/proc/\(process)/task").compactMap { pid_t($0.name) })
    }
}
