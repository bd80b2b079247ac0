import Glibc
import Spool

extension RootLock {
    /// The right to change the models of a root, which a fine-tune cycle has to itself. Makes folders that are missing.
    ///
    /// - Throws: ``Failure`` where a cycle is under way; `SpoolError`.
    static func forModels(of root: String) throws -> RootLock {
        try expectOwner(of: root)
        return try forModels(of: SpoolLayout(root: root))
    }

    /// The same on a root that is there and has models, of which nothing is made.
    ///
    /// - Throws: ``Failure`` where there is no such root or a cycle is under way; `SpoolError`.
    static func forModels(ofExisting loaded: LoadedSettings) throws -> RootLock {
        try loaded.expectModels()
        try expectOwner(of: loaded.settings.daemon.root)
        return try forModels(of: SpoolLayout(existing: loaded.settings.daemon.root))
    }

    /// Makes sure that nothing is made in the name of the superuser in a root that another user works on, who could not go
    /// on with it: the user whose `.digitd` it is, or whose root, while there is none. A daemon that is root itself can.
    static func expectOwner(of root: String) throws(Failure) {
        guard geteuid() == 0 else { return }
        var status = stat()
        let state = "\(root)/\(SpoolFolder.state.rawValue)"
        guard stat(state, &status) == 0 || stat(root, &status) == 0, status.st_uid != 0 else { return }
        var daemon = stat()
        if let holder = (try? RootHolder.of(root)) ?? nil, stat("/proc/\(holder)", &daemon) == 0, daemon.st_uid == 0 {
            return
        }
        let user = getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) } ?? "'#\(status.st_uid)'"
        throw Failure(
            "\(root) is that of \(user), who could not go on with what root makes there: use sudo -u \(user) digitd"
        )
    }

    private static func forModels(of layout: SpoolLayout) throws -> RootLock {
        try MountRecord(layout).check()
        do {
            return try RootLock(layout, name: "finetune")
        } catch {
            guard case .locked(_, let holder) = error else { throw error }
            let process = holder.map { " (process \($0))" } ?? ""
            throw Failure("\(layout.root): a fine-tune cycle is under way\(process); wait until it has ended")
        }
    }
}
