import Glibc
import Recognition
import Spool
import Training

/// Which model is to be used: one that was asked for, or the current one of a root.
public struct ModelChoice: Sendable {
    /// A file or the name of a model that ships; nil follows `models/current`.
    private let given: String?
    private let store: ModelStore

    /// The choice for a root; `given` is what a person asked for, if anything.
    public init(given: String?, root: String) {
        self.given = given
        store = ModelStore(root: root)
    }

    /// Whether the choice may change while the daemon runs.
    var isFollowing: Bool { given == nil }

    /// What `models/current` is now.
    func link() -> ModelLink? { isFollowing ? ModelLink(store.currentPath) : nil }

    /// The model behind a link, or the default one where there is none.
    func follow(_ link: ModelLink?) throws(ModelLibraryError) -> DigitModel {
        guard let link else { return try Self.shipped() }
        return try ModelLibrary.load(link.path)
    }

    /// The model to start with: the one given, or the current one, or the newest other of the root that can be used,
    /// or the one that ships; with what was wrong with those before it.
    public func load() throws(ModelLibraryError) -> (model: DigitModel, troubles: [ModelLibraryError]) {
        if let given { return (try ModelLibrary.load(given), []) }
        guard let link = link() else { return (try Self.shipped(), []) }
        var troubles: [ModelLibraryError] = []
        for path in [link.path] + others(than: link.path) {
            do {
                return (try ModelLibrary.load(path), troubles)
            } catch {
                troubles.append(error)
            }
        }
        return (try Self.shipped(), troubles)
    }

    private static func shipped() throws(ModelLibraryError) -> DigitModel {
        try ModelLibrary.load(ModelLibrary.shippedNames[0])
    }

    /// When the file of a loaded model was written; nil where that can't be told any more.
    func made(_ identity: ModelIdentity) -> Timestamp? {
        let name = "\(identity.name).\(ModelLibrary.fileExtension)"
        var path = given.flatMap { try? ModelLibrary.locate($0) }
        if path == nil, let link = link(), link.path.hasSuffix("/\(name)") { path = link.path }
        if path == nil, store.names().contains(name) { path = "\(store.path)/\(name)" }
        guard let path = path ?? (try? ModelLibrary.locate(ModelLibrary.shippedNames[0])) else { return nil }
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Timestamp(millisecondsSinceEpoch: status.st_mtim.nanosecondsSinceEpoch / 1_000_000)
    }

    /// The root's other model files, the newest first.
    private func others(than path: String) -> [String] {
        store.names().reversed().map { "\(store.path)/\($0)" }.filter { $0 != path }
    }
}
