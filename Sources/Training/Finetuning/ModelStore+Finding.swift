import FoundationEssentials
import Recognition

extension ModelStore {
    /// The file of a model.
    ///
    /// - Parameter model: `current`; the name of one of the root's files, with or without its ending, or the number it
    ///   begins with; any model file; or the name of one that ships.
    /// - Throws: ``ModelLibraryError`` where there is none.
    public func locate(_ model: String) throws(ModelLibraryError) -> String {
        if model == "current" {
            guard let name = currentName else { return try ModelLibrary.locate(ModelLibrary.shippedNames[0]) }
            return "\(path)/\(name)"
        }
        if let own = own(model) { return "\(path)/\(own)" }
        return try ModelLibrary.locate(model)
    }

    /// The name of the root's file that is meant, if any is.
    func own(_ model: String) -> String? {
        let names = names()
        return names.first { $0 == model || $0 == "\(model).\(ModelLibrary.fileExtension)" }
            ?? names.first { $0.hasPrefix("\(model)-") }
    }

    /// The newest of the root's files with this hash.
    func own(sha256: String) -> String? {
        names().reversed().first { name in
            (try? ModelLibrary.load("\(path)/\(name)"))?.identity.sha256.hex == sha256
        }
    }

    /// The model with this hash, one of the root's or one that ships; nil where it is neither.
    public func model(sha256: String) -> DigitModel? {
        if let name = own(sha256: sha256) { return try? ModelLibrary.load("\(path)/\(name)") }
        return ModelLibrary.shipped().lazy.compactMap { try? ModelLibrary.load($0) }
            .first { $0.identity.sha256.hex == sha256 }
    }

    /// The parent of a model.
    ///
    /// - Throws: ``ModelStoreError`` where it has none, or is neither here nor among those that ship.
    public func parent(of model: DigitModel) throws(ModelStoreError) -> DigitModel {
        guard let parent = model.metadata["parent_sha256"] else {
            throw ModelStoreError(path: model.identity.name, reason: "has no parent; name two models")
        }
        guard let found = self.model(sha256: parent) else {
            throw ModelStoreError(
                path: path,
                reason: "no longer has \(parent.prefix(12)), the parent of \(model.identity.name)"
            )
        }
        return found
    }
}
