import Recognition
import Spool
import Training

/// Recipes on disk.
enum RecipeFile {
    /// The recipe at a path; without one, that of the default model, which lies beside it.
    static func load(_ path: String?) throws -> Recipe {
        let path = try path ?? defaultPath()
        do {
            guard case .bytes(let bytes) = try LooseFiles.read(Array(path.utf8), limit: 1 << 20) else {
                throw Failure("recipe \(path) has more than 1 MiB: name a recipe with --recipe")
            }
            return try Recipe(json: bytes, path: path)
        } catch let error as SystemError {
            throw Failure("recipe \(path) can't be read (\(error)): name another with --recipe")
        }
    }

    private static func defaultPath() throws -> String {
        let name = ModelLibrary.shippedNames[0]
        for folder in ModelLibrary.shippedFolders() {
            let path = "\(folder)/\(name).recipe.json"
            if case .bytes? = try? LooseFiles.read(Array(path.utf8), limit: 1 << 20) { return path }
        }
        throw Failure("the recipe of the model '\(name)' does not ship here: name a recipe with --recipe")
    }
}
