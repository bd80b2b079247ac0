import Glibc
import Recognition
import Training

extension LoadedSettings {
    /// The model these settings choose: the one named, else `models/current` of a root that was given, else the default
    /// that ships.
    func chosenModel() throws -> DigitModel {
        try ModelLibrary.load(chosenModelName())
    }

    /// The path or the name of ``chosenModel()``.
    ///
    /// - Throws: `Failure` where a root was given that is not there: another model than its own would answer in silence.
    func chosenModelName() throws(Failure) -> String {
        let root = settings.daemon.root
        guard given["root"] == nil || access(root, F_OK) == 0 || errno != ENOENT else {
            throw Failure("\(root.visible): no such folder; name the root of a daemon, or leave it away")
        }
        return settings.daemon.model ?? currentModelPath ?? ModelLibrary.shippedNames[0]
    }

    /// The path of a model that a person names: where a root was given also as its models go by (0003 is enough).
    func locateModel(_ name: String) throws(ModelLibraryError) -> String {
        guard given["root"] != nil else { return try ModelLibrary.locate(name) }
        return try ModelStore(root: settings.daemon.root).locate(name)
    }

    /// The model a fine-tune cycle begins from: the one named, else the root's current one, else the default that ships.
    func parentModel() throws(ModelLibraryError) -> DigitModel {
        if let model = settings.daemon.model { return try ModelLibrary.load(model) }
        if let current = Self.currentModelPath(root: settings.daemon.root) { return try ModelLibrary.load(current) }
        return try ModelLibrary.load(ModelLibrary.shippedNames[0])
    }

    /// The file `models/current` of the root points at, where a root was given and has one.
    var currentModelPath: String? {
        guard given["root"] != nil else { return nil }
        return Self.currentModelPath(root: settings.daemon.root)
    }

    /// The file `models/current` of a root points at; its name, not `current`, is the model's.
    static func currentModelPath(root: String) -> String? {
        guard let target = realpath("\(root)/models/current", nil) else { return nil }
        defer { free(target) }
        return String(cString: target)
    }

    /// Whether two paths lead to one file.
    static func isSameFile(_ path: String, _ other: String?) -> Bool {
        var first = stat()
        var second = stat()
        guard let other, stat(path, &first) == 0, stat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}
