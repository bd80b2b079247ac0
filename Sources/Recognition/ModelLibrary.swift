import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Finds model files: those that ship with the program by name, any other by path.
public enum ModelLibrary {
    /// The names that ship, the default first.
    public static let shippedNames = ["default", "accurate", "classic", "mlp"]
    /// What model files end in.
    public static let fileExtension = "safetensors"

    /// Loads a model from a path or, for a name without a slash or extension, from the shipped ones.
    ///
    /// - Throws: ``ModelLibraryError``, one line that names the file.
    public static func load(_ pathOrName: String) throws(ModelLibraryError) -> DigitModel {
        let path = try locate(pathOrName)
        let bytes = try bytes(of: path)
        var name = path.split(separator: "/").last.map(String.init) ?? path
        if name.hasSuffix(".\(fileExtension)") { name.removeLast(fileExtension.count + 1) }
        do {
            return try DigitModel(name: name, bytes: bytes)
        } catch {
            var reason = error.description
            switch error {
            case .malformed, .notADigitModel: reason += "; name a .safetensors file that digitd has made"
            case .truncated: break
            }
            throw ModelLibraryError(path: path, reason: reason)
        }
    }

    /// The largest model file that is read, bytes: more than the largest network that a recipe may ask for takes.
    static let sizeLimit = 1 << 30

    /// The bytes of a model file, whatever is in it.
    public static func bytes(of path: String) throws(ModelLibraryError) -> [UInt8] {
        func refuse(_ reason: String) -> ModelLibraryError { ModelLibraryError(path: path, reason: reason) }
        // A pipe would wait for its other end.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR: throw refuse("is not there; check the path")
            case let code: throw refuse("can't be read (\(String(cString: strerror(code)))); check its rights")
            }
        }
        defer { close(file) }
        var information = stat()
        guard fstat(file, &information) == 0 else { throw refuse("can't be read; check the disk") }
        switch information.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw refuse("is a folder; name a .\(fileExtension) file in it")
        default: throw refuse("is no regular file; copy it to a .\(fileExtension) file")
        }
        guard information.st_size <= sizeLimit else {
            throw refuse("has \(information.st_size) bytes, more than any model; name one that digitd has made")
        }
        var isWhole = true
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(information.st_size)) { buffer, count in
            while count < buffer.count {
                let got = read(file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                if got < 0, errno == EINTR { continue }
                isWhole = got >= 0
                // One that is cut off meanwhile is for whoever looks into it.
                guard got > 0 else { break }
                count += got
            }
        }
        guard isWhole else { throw refuse("can't be read; check the disk") }
        return bytes
    }

    /// The path of a model file given by path or by shipped name.
    public static func locate(_ pathOrName: String) throws(ModelLibraryError) -> String {
        if pathOrName.contains("/") || pathOrName.hasSuffix(".\(fileExtension)") { return pathOrName }
        for folder in shippedFolders() {
            let path = "\(folder)/\(pathOrName).\(fileExtension)"
            if access(path, R_OK) == 0 { return path }
        }
        if access(pathOrName, R_OK) == 0 { return pathOrName }
        throw missing(pathOrName, shipped: shipped(), folders: shippedFolders())
    }

    /// The error for a name that leads nowhere: what could be named instead, or where models that ship were looked for.
    static func missing(_ name: String, shipped: [String], folders: [String]) -> ModelLibraryError {
        if shipped.isEmpty {
            let places = folders.joined(separator: ", ")
            return ModelLibraryError(
                path: name,
                reason: "is no file, and the models that ship are not found beside the program (looked in \(places)); "
                    + "name the path of a model, or install digitd with its models"
            )
        }
        let names = shipped.joined(separator: ", ")
        return ModelLibraryError(
            path: name,
            reason: "is neither a file nor a model that ships (\(names)); name one of those, or a path"
        )
    }

    /// The shipped models that are there.
    public static func shipped() -> [String] {
        shippedNames.filter { name in
            shippedFolders().contains { access("\($0)/\(name).\(fileExtension)", R_OK) == 0 }
        }
    }

    /// Where shipped models may lie, seen from the program: `Models/` of the checkout it was built in, or
    /// `share/digitd/models` beside the `bin` it is installed in.
    public static func shippedFolders() -> [String] {
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return []
        }
        var folders: [String] = []
        var folder = program
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            folders.append("\(folder)/share/digitd/models")
            if access("\(folder)/Package.swift", F_OK) == 0 {
                folders.append("\(folder)/Models")
                break
            }
        }
        return folders
    }
}

/// A model that can't be found or used.
public struct ModelLibraryError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file, or the name that was asked for.
    public let path: String
    /// What is wrong with it.
    public let reason: String

    /// One line.
    public var description: String { "\(path) \(reason)" }
}
