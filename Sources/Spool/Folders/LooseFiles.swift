import Glibc

/// Files where they lie, outside any root: read once, never moved.
public enum LooseFiles {
    /// The regular files a path stands for: itself, or all below it where it is a folder, in order of their names.
    ///
    /// Below a folder, names the inbox leaves alone are left alone here too: links, dot-files, partial names. Paths are
    /// `path` as given, joined with what lies below it.
    ///
    /// - Parameters:
    ///   - followingLinks: takes links to regular files too; never those to folders.
    ///   - problem: called for each folder below that can't be listed; the others go on.
    /// - Throws: where `path` itself can't be looked at.
    public static func files(
        at path: [UInt8],
        followingLinks: Bool = false,
        problem: ([UInt8], SystemError) -> Void
    ) throws(SystemError) -> [[UInt8]] {
        let folder: Descriptor
        do {
            folder = try Descriptor.openFolder(atPath: path)
        } catch {
            guard error.number == ENOTDIR else { throw error }
            return [path]
        }
        var files: [[UInt8]] = []
        let prefix = path.last == SpoolPath.slash ? Array(path.dropLast()) : path
        collect(folder, prefix, depth: 0, followingLinks, into: &files, problem)
        return files
    }

    /// Folders within folders that are followed: what lies deeper has no path of at most 4,096 bytes.
    private static let deepest = 2048

    private static func collect(
        _ folder: Descriptor,
        _ path: [UInt8],
        depth: Int,
        _ followingLinks: Bool,
        into files: inout [[UInt8]],
        _ problem: ([UInt8], SystemError) -> Void
    ) {
        do throws(SystemError) {
            for entry in try entries(of: folder) {
                // Of the root folder the prefix is empty, but its files begin with a slash.
                let below = path + [SpoolPath.slash] + entry.name
                switch entry.kind {
                case .regular: files.append(below)
                case .symbolicLink where followingLinks:
                    if (try? folder.status(behind: entry.name))??.kind == .regular { files.append(below) }
                case .folder where depth < deepest:
                    do throws(SystemError) {
                        let inner = try folder.openFolder(entry.name)
                        collect(inner, below, depth: depth + 1, followingLinks, into: &files, problem)
                    } catch {
                        problem(below, error)
                    }
                case .folder: problem(below, SystemError(number: ENAMETOOLONG, call: "openat"))
                default: break
                }
            }
        } catch {
            problem(path, error)
        }
    }

    /// The entries that count, in order of their names.
    private static func entries(of folder: Descriptor) throws(SystemError) -> [DirectoryEntry] {
        let listing = try DirectoryListing(of: folder)
        var entries: [DirectoryEntry] = []
        while var entry = try listing.next() {
            if InboxNames.isLeftAlone(entry.name) { continue }
            if entry.kind == .unknown {
                guard let status = try folder.status(of: entry.name) else { continue }
                entry.kind = status.kind
            }
            entries.append(entry)
        }
        return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }
}

extension LooseFiles {
    /// What a file holds.
    public enum Content: Sendable, Equatable {
        /// All of its bytes.
        case bytes([UInt8])
        /// It is larger than asked for; how large.
        case tooLarge(Int)
    }

    /// Reads a regular file of up to `limit` bytes. Pipes and devices are not waited for: they are `EINVAL`.
    public static func read(_ path: [UInt8], limit: Int) throws(SystemError) -> Content {
        let (file, size) = try open(path)
        guard size <= limit else { return .tooLarge(size) }
        var bytes = [UInt8](repeating: 0, count: size)
        let count = try file.read(into: &bytes, count: size)
        bytes.removeLast(size - count)
        return .bytes(bytes)
    }

    /// Reads a regular file of any size, a part at a time.
    public static func readParts(_ path: [UInt8], _ body: ([UInt8]) -> Void) throws(SystemError) {
        let (file, _) = try open(path)
        var part = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = try file.read(into: &part, count: part.count)
            if count == 0 { return }
            body(count == part.count ? part : Array(part[..<count]))
        }
    }

    private static func open(_ path: [UInt8]) throws(SystemError) -> (file: Descriptor, size: Int) {
        let number = withCString(path == standardInput ? standardInputFile : path) { path in
            retrying { Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
        }
        guard number >= 0 else { throw .last("open") }
        let file = Descriptor(owning: number)
        let status = try file.status()
        guard status.kind == .regular else { throw SystemError(number: EINVAL, call: "open") }
        return (file, Int(status.stamp.size))
    }
}
