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
