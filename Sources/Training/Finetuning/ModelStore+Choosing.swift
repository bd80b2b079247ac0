import FoundationEssentials
import Recognition

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension ModelStore {
    /// What is in use after a choice.
    public enum Choice: Sendable, Hashable {
        /// A model of the root, by its file's name.
        case own(String)
        /// The model that ships, as the root has no current one any more.
        case shipped
    }

    /// Makes a model the current one; a file from elsewhere is added to the root's first.
    ///
    /// - Parameter model: the name of one of the root's files, with or without its ending, or its number, or any model file, or the
    ///   name of one that ships.
    /// - Returns: the file's name in the root.
    /// - Throws: ``ModelStoreError`` or ``ModelLibraryError``.
    public func choose(_ model: String) throws -> String {
        if let own = own(model) {
            try activate(own)
            return own
        }
        let loaded = try ModelLibrary.load(model)
        let file = try ModelLibrary.locate(model)
        guard let data = try? Data(contentsOf: URL(filePath: file)),
            ContentHash(of: [UInt8](data)) == loaded.identity.sha256
        else { throw ModelStoreError(path: file, reason: "changed while it was read; try again") }
        // The same file may have been added before.
        let name = try own(sha256: loaded.identity.sha256.hex) ?? add([UInt8](data))
        try activate(name)
        return name
    }

    /// Goes back to the parent of the current model, which may be the one that ships.
    ///
    /// - Throws: ``ModelStoreError`` where there is nothing to go back to; ``ModelLibraryError``.
    public func rollBack() throws -> Choice {
        guard let current = try current() else {
            throw ModelStoreError(path: currentPath, reason: "is not there: the model that ships is in use")
        }
        guard let parent = current.metadata["parent_sha256"] else {
            throw ModelStoreError(
                path: currentPath,
                reason: "has no parent; choose a model with 'digitd model activate'"
            )
        }
        if let name = own(sha256: parent) {
            try activate(name)
            return .own(name)
        }
        if try ModelLibrary.load(ModelLibrary.shippedNames[0]).identity.sha256.hex == parent {
            guard unlink(currentPath) == 0 || errno == ENOENT else {
                throw ModelStoreError(
                    path: currentPath,
                    reason: "can't be removed: \(String(cString: strerror(errno)))"
                )
            }
            return .shipped
        }
        throw ModelStoreError(
            path: path,
            reason: "no longer has the parent \(parent.prefix(12)); choose another with 'digitd model activate'"
        )
    }

    /// Removes the oldest models beyond `count`; the current one and its parent stay.
    public func prune(keeping count: Int) {
        precondition(count >= 2, "\(count) models to keep")
        let names = names()
        guard names.count > count, let current = try? current() else { return }
        let parent = current.metadata["parent_sha256"]?.prefix(8)
        for name in names.prefix(names.count - count) {
            let isParent = parent.map { name.hasSuffix("-\($0).\(ModelLibrary.fileExtension)") } ?? false
            if name != currentName, !isParent { unlink("\(path)/\(name)") }
        }
    }
}
