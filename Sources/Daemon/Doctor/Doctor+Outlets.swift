import Glibc

extension Doctor {
    /// Whether the program of `on_result` is there and may be run by this user.
    var hook: [DoctorFinding] {
        guard let program = configuration.onResult else { return [] }
        var status = stat()
        guard stat(program, &status) == 0 else {
            let reason = errno == ENOENT ? "no such program" : String(cString: strerror(errno))
            return [.problem("on_result", "\(program): \(reason); name one that is there, or off")]
        }
        guard status.st_mode & S_IFMT == S_IFREG, access(program, X_OK) == 0 else {
            return [.problem("on_result", "\(program) is no program that this user can run; check its rights")]
        }
        return [.fine("on_result", "\(program) can be run")]
    }
}
