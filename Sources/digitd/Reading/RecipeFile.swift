import Recognition
import Spool
import Training

/// Recipes on disk.
enum RecipeFile {
    /// The recipe at a path, or the one of a model that ships, which lies beside it; without either that of the default
    /// model.
    static func load(_ pathOrName: String?) throws -> Recipe {
        let path = try locate(pathOrName)
        do {
            guard case .bytes(let bytes) = try LooseFiles.read(Array(path.utf8), limit: 1 << 20) else {
                throw Failure("recipe \(path) has more than 1 MiB: name a recipe with --recipe")
            }
            return try Recipe(json: bytes, path: path)
        } catch let error as SystemError {
            let names = ModelLibrary.shippedNames.joined(separator: ", ")
            throw Failure("recipe \(path) can't be read (\(error)): name another file or one of \(names) with --recipe")
        }
    }

    /// The path of the recipe that ``load(_:)`` reads; nil where there is none.
    static func path(of pathOrName: String?) -> String? {
        try? locate(pathOrName)
    }

    private static func locate(_ pathOrName: String?) throws(Failure) -> String {
        let name = pathOrName ?? ModelLibrary.shippedNames[0]
        if ModelLibrary.shippedNames.contains(name) {
            for folder in ModelLibrary.shippedFolders() {
                let path = "\(folder)/\(name).recipe.json"
                if case .bytes? = try? LooseFiles.read(Array(path.utf8), limit: 1 << 20) { return path }
            }
        }
        if let pathOrName { return pathOrName }
        throw Failure("the recipe of the model '\(name)' does not ship here: name a recipe with --recipe")
    }
}
