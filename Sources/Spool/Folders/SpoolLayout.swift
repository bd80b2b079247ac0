import Glibc

/// The folders of one root. Makes what is missing; opens the rest of `Spool` its folders by descriptor.
public final class SpoolLayout: Sendable {
    /// The root as given.
    public let root: String
    /// The root, open.
    public let rootDescriptor: Descriptor

    /// Opens the root and makes it and its folders where they are missing.
    public init(root: String) throws(SpoolError) {
        self.root = root
        rootDescriptor = try Self.openOrMake(root)
        for folder in SpoolFolder.allCases {
            _ = try open(folder)
        }
        do {
            let labeled = try open(.labeled)
            for digit in UInt8(ascii: "0")...UInt8(ascii: "9") {
                try labeled.makeFolder([digit])
            }
        } catch let error as SystemError {
            throw .folder(path: path(of: .labeled), error)
        } catch let error as SpoolError {
            throw error
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Opens a root as it is and makes nothing: for those who only look.
    public init(existing root: String) throws(SpoolError) {
        self.root = root
        do {
            rootDescriptor = try Descriptor.openFolder(atPath: Array(root.utf8))
        } catch {
            throw Self.explain(error, root)
        }
    }

    /// The path of a folder.
    public func path(of folder: SpoolFolder) -> String {
        root.hasSuffix("/") ? root + folder.rawValue : root + "/" + folder.rawValue
    }

    /// A new descriptor of a folder as it lies there now; makes it where it is missing.
    ///
    /// A folder of the root may be a symbolic link to another disk; below it links are not followed.
    public func open(_ folder: SpoolFolder) throws(SpoolError) -> Descriptor {
        do {
            return try openExisting(folder)
        } catch {
            guard error.number == ENOENT else { throw Self.explain(error, path(of: folder)) }
        }
        do {
            try rootDescriptor.makeFolder(folder.bytes)
            return try openExisting(folder)
        } catch {
            throw Self.explain(error, path(of: folder))
        }
    }

    /// A new descriptor of a folder as it lies there now.
    func openExisting(_ folder: SpoolFolder) throws(SystemError) -> Descriptor {
        try rootDescriptor.open(folder.bytes, O_RDONLY | O_DIRECTORY)
    }

    private static func openOrMake(_ root: String) throws(SpoolError) -> Descriptor {
        let path = Array(root.utf8)
        for end in path.indices.dropFirst() where path[end] == SpoolPath.slash {
            _ = withCString(Array(path[..<end])) { mkdir($0, 0o777) }
        }
        _ = withCString(path) { mkdir($0, 0o777) }
        do {
            return try Descriptor.openFolder(atPath: path)
        } catch {
            throw explain(error, root)
        }
    }

    private static func explain(_ error: SystemError, _ path: String) -> SpoolError {
        error.number == ENOTDIR ? .notAFolder(path: path) : .folder(path: path, error)
    }
}
