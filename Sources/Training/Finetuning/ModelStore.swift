import FoundationEssentials
import Recognition
import Spool

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The models of a root: immutable files, `current` (a symbolic link to one of them), and `history.jsonl`.
public struct ModelStore: Sendable {
    /// The folder, `models/` of the root.
    public let path: String

    /// The store of a root.
    public init(root: String) {
        path = "\(root)/models"
    }

    /// The symbolic link to the model in use.
    public var currentPath: String { "\(path)/current" }
    /// One line of JSON for every cycle, accepted or refused.
    public var historyPath: String { "\(path)/history.jsonl" }

    /// The file name that `current` points at, or nil where there is none.
    public var currentName: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: currentPath)
    }

    /// The names of all model files, oldest first.
    public func names() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".\(ModelLibrary.fileExtension)") && !$0.hasPrefix(".") }.sorted()
    }

    /// The current model; nil where none was ever accepted.
    ///
    /// - Throws: ``ModelLibraryError`` where there is one that can't be used.
    public func current() throws(ModelLibraryError) -> DigitModel? {
        guard let name = currentName else { return nil }
        return try ModelLibrary.load("\(path)/\(name)")
    }

    /// Adds a model under a new name, whole and on the disk before its name shows.
    ///
    /// - Returns: the file's name, `NNNN-PREFIX.safetensors`, where PREFIX begins its hash.
    /// - Throws: ``ModelStoreError``.
    public func add(_ bytes: [UInt8]) throws(ModelStoreError) -> String {
        let hash = ContentHash(of: bytes).hex.prefix(8)
        var number = (names().compactMap { Int($0.prefix(4)) }.max() ?? 0) + 1
        while true {
            let digits = String(number)
            let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            let name = "\(padded)-\(hash).\(ModelLibrary.fileExtension)"
            do {
                try AtomicFile.write(bytes, to: "\(path)/\(name)", replacing: .never)
                return name
            } catch  where error.number == EEXIST {
                number += 1
            } catch {
                throw ModelStoreError(path: "\(path)/\(name)", reason: "can't be written: \(error)")
            }
        }
    }

    /// Makes a model the current one: one rename of a symbolic link, so that there is always a current model.
    ///
    /// - Throws: ``ModelStoreError``, with the link as it was.
    public func activate(_ name: String) throws(ModelStoreError) {
        do {
            _ = try ModelLibrary.load("\(path)/\(name)")
        } catch {
            throw ModelStoreError(path: error.path, reason: error.reason)
        }
        let beside = "\(path)/.current.\(getpid()).tmp"
        unlink(beside)
        guard symlink(name, beside) == 0, rename(beside, currentPath) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(beside)
            throw ModelStoreError(path: currentPath, reason: "can't be changed: \(reason)")
        }
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// Removes what writers that were killed have left half done. Nobody else may be writing.
    public func removeHalfFiles() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names where name.hasPrefix(".") && name.hasSuffix(".tmp") { unlink("\(path)/\(name)") }
    }

    /// Adds a line to the history.
    ///
    /// - Throws: ``ModelStoreError``.
    public func append(_ cycle: FineTuneCycle) throws(ModelStoreError) {
        do {
            try AtomicFile.append(line: cycle.json(), to: historyPath)
        } catch {
            throw ModelStoreError(path: historyPath, reason: "can't be written: \(error)")
        }
    }

    /// The cycles so far, oldest first; lines that can't be read are left out.
    public func history() -> [FineTuneCycle] {
        guard let data = try? Data(contentsOf: URL(filePath: historyPath)) else { return [] }
        let decoder = JSONDecoder()
        return data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? decoder.decode(FineTuneCycle.self, from: Data($0))
        }
    }
}

/// A model store that can't be written.
public struct ModelStoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What went wrong.
    public let reason: String

    /// One line.
    public var description: String { "\(path) \(reason)" }
}
