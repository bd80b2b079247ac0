import Glibc
import Spool

extension RootLock {
    /// The right to change the models of a root, which a fine-tune cycle has to itself. Makes folders that are missing.
    ///
    /// - Throws: ``Failure`` where a cycle is under way; `SpoolError`.
    static func forModels(of root: String) throws -> RootLock {
        try forModels(of: SpoolLayout(root: root))
    }

    /// The same on a root that is there and has models, of which nothing is made.
    ///
    /// - Throws: ``Failure`` where there is no such root or a cycle is under way; `SpoolError`.
    static func forModels(ofExisting loaded: LoadedSettings) throws -> RootLock {
        try loaded.expectModels()
        return try forModels(of: SpoolLayout(existing: loaded.settings.daemon.root))
    }

    /// Makes sure that nothing is made in the name of the superuser in a root that another user works on, who could go on
    /// with none of it.
    private static func expectOwner(of layout: SpoolLayout) throws(Failure) {
        var status = stat()
        guard geteuid() == 0, stat("\(layout.root)/\(SpoolFolder.state.rawValue)", &status) == 0, status.st_uid != 0
        else { return }
        let user = getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) } ?? "#\(status.st_uid)"
        throw Failure(
            "\(layout.root) is that of \(user), who could not go on with what root makes there: use 'sudo -u \(user) digitd'"
        )
    }

    private static func forModels(of layout: SpoolLayout) throws -> RootLock {
        try MountRecord(layout).check()
        try expectOwner(of: layout)
        do {
            return try RootLock(layout, name: "finetune")
        } catch {
            guard case .locked(_, let holder) = error else { throw error }
            let process = holder.map { " (process \($0))" } ?? ""
            throw Failure("\(layout.root): a fine-tune cycle is under way\(process); wait until it has ended")
        }
    }
}
