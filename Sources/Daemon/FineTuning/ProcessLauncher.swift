internal import CSystemCalls
import Glibc
import Spool

/// Starts programs. Holds the pointers that takes.
enum ProcessLauncher {
    /// Starts `command[0]` with the arguments `command`, in a process group of its own.
    ///
    /// Its standard output goes where our standard error goes, and it has no other file of ours. Signals that we ignore or
    /// block are as usual in it.
    ///
    /// - Parameters:
    ///   - input: the file that is its standard input.
    ///   - environment: its variables, `NAME=VALUE`; nil for our own.
    static func start(_ command: [String], input: String, environment: [String]?) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
        digitd_spawn_closes(&actions, STDERR_FILENO + 1)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        let variables: [UnsafeMutablePointer<CChar>?] = (environment ?? []).map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var identifier: pid_t = 0
        let failure =
            environment == nil
            ? posix_spawn(&identifier, command[0], &actions, &attributes, arguments, environ)
            : posix_spawn(&identifier, command[0], &actions, &attributes, arguments, variables)
        guard failure == 0 else { throw SystemError(number: failure, call: "posix_spawn") }
        return identifier
    }
}
