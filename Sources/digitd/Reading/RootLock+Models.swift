import Spool

extension RootLock {
    /// The right to change the models of a root, which a fine-tune cycle has to itself. Makes folders that are missing.
    ///
    /// - Throws: ``Failure`` where a cycle is under way; `SpoolError`.
    static func forModels(of root: String) throws -> RootLock {
        let layout = try SpoolLayout(root: root)
        try MountRecord(layout).check()
        do {
            return try RootLock(layout, name: "finetune")
        } catch {
            guard case .locked(_, let holder) = error else { throw error }
            let process = holder.map { " (process \($0))" } ?? ""
            throw Failure("\(root): a fine-tune cycle is under way\(process); wait until it has ended")
        }
    }
}
