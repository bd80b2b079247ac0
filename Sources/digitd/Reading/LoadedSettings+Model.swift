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
    func chosenModelName() throws(Failure) -> String {
        if let model = settings.daemon.model { return model }
        return try currentModelPath() ?? ModelLibrary.shippedNames[0]
    }

    /// The path of a model that a person names: where a root was given also as its models go by (0003 is enough).
    func locateModel(_ name: String) throws(ModelLibraryError) -> String {
        guard given["root"] != nil else { return try ModelLibrary.locate(name) }
        return try ModelStore(root: settings.daemon.root).locate(name)
    }

    /// The model a fine-tune cycle begins from: the one named, else the root's current one, else the default that ships.
    func parentModel() throws -> DigitModel {
        let name = try settings.daemon.model ?? Self.currentModelPath(root: settings.daemon.root)
        return try ModelLibrary.load(name ?? ModelLibrary.shippedNames[0])
    }

    /// The file `models/current` of the root points at, where a root was given and has one.
    ///
    /// - Throws: `Failure` where the root is not there or its model can't be told: another one would answer in silence.
    func currentModelPath() throws(Failure) -> String? {
        guard given["root"] != nil else { return nil }
        if let current = try Self.currentModelPath(root: settings.daemon.root) { return current }
        try expectRoot(else: "name the root of a daemon, or a model")
        return nil
    }

    /// Makes sure that the root is a folder: a mistyped one looks like one without models.
    func expectRoot(else otherAdvice: String? = nil) throws(Failure) {
        let root = settings.daemon.root
        var status = stat()
        let reason: String
        if stat(root, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFDIR else { return }
            reason = "is no folder"
        } else {
            reason = errno == ENOENT || errno == ENOTDIR ? "no such folder" : String(cString: strerror(errno))
        }
        let place = given["root"]?.place ?? "default"
        let advice = otherAdvice ?? "name the root of a daemon" + (place == "--root" ? "" : " with --root")
        throw Failure("\(root.visible): \(reason) (\(place)); \(advice)")
    }

    /// Makes sure that the root is one that has been run on: choosing a model makes no folders.
    func expectModels() throws(Failure) {
        try expectRoot()
        let path = "\(settings.daemon.root)/models"
        var status = stat()
        guard stat(path, &status) != 0 else { return }
        throw Failure(
            "\(path.visible): \(String(cString: strerror(errno))); run 'digitd run' on the root first, or name another "
                + "with --root"
        )
    }

    /// The file `models/current` of a root points at; its name, not `current`, is the model's. nil where it has none.
    private static func currentModelPath(root: String) throws(Failure) -> String? {
        let path = "\(root)/models/current"
        if let target = realpath(path, nil) {
            defer { free(target) }
            return String(cString: target)
        }
        let reason = String(cString: strerror(errno))
        var status = stat()
        if lstat(path, &status) != 0, errno == ENOENT { return nil }
        throw Failure(
            "\(path.visible): leads to no model (\(reason)); check rights, choose one with 'digitd model activate', "
                + "or name one with --model"
        )
    }

    /// Whether two paths lead to one file.
    static func isSameFile(_ path: String, _ other: String?) -> Bool {
        var first = stat()
        var second = stat()
        guard let other, stat(path, &first) == 0, stat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}
