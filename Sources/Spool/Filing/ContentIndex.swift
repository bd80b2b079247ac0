import Glibc

/// Which result a content came to first: on the disk, a symbolic link for each content below `.digitd/content/`, so
/// that memory does not grow with the files ever seen.
///
/// It is a hint that a crash may leave incomplete: then a content is read once more.
public final class ContentIndex: Sendable {
    private let layout: SpoolLayout
    private static let folder = Array("content".utf8)
    private static let ending = Array(".json".utf8)

    /// The index of a root.
    public init(_ layout: SpoolLayout) {
        self.layout = layout
    }

    /// Whether contents were ever entered.
    var isInUse: Bool {
        (try? layout.openExisting(.state).status(of: Self.folder))?.map { $0.kind == .folder } ?? false
    }

    /// The name of the first file with this content, which its result names with `.json` behind it; nil where there
    /// was none, or its result is gone.
    ///
    /// - Parameter sha256: 64 hex digits.
    public func first(_ sha256: [UInt8]) -> [UInt8]? {
        guard let folder = try? open(sha256, making: false),
            let target = folder.linkTarget(of: Array(sha256.dropFirst(2))), target.suffix(5).elementsEqual(Self.ending),
            isThere(target)
        else { return nil }
        return target.dropLast(5)
    }

    /// Whether a result stands where a link says; true where that can't be told.
    private func isThere(_ path: [UInt8]) -> Bool {
        let (parent, name) = SpoolPath.split(path)
        do {
            var folder = try layout.openExisting(.results)
            for component in SpoolPath.components(parent) { folder = try folder.openFolder(component) }
            return try folder.status(of: name) != nil
        } catch {
            return ![ENOENT, ENOTDIR].contains(error.number)
        }
    }

    /// Takes a result in, unless its content has one already. A failure does no harm.
    func enter(_ entry: JournalEntry) {
        guard entry.sha256.count == 64, let folder = try? open(entry.sha256, making: true) else { return }
        let name = Array(entry.sha256.dropFirst(2))
        if folder.makeLink(name, to: entry.resultPath) { return }
        // People and retention take results away: the next file with this content is the first again.
        guard let target = folder.linkTarget(of: name), !isThere(target) else { return }
        _ = try? folder.remove(name)
        folder.makeLink(name, to: entry.resultPath)
    }

    /// Takes a result out that is taken back.
    func remove(_ entry: JournalEntry) { remove(entry.sha256, result: entry.resultPath) }

    /// Takes out a result that goes, by its content and its path below `results/`.
    func remove(_ sha256: [UInt8], result path: [UInt8]) {
        guard sha256.count == 64, let folder = try? open(sha256, making: false) else { return }
        let name = Array(sha256.dropFirst(2))
        if folder.linkTarget(of: name) == path { _ = try? folder.remove(name) }
    }

    private func open(_ sha256: [UInt8], making: Bool) throws(SystemError) -> Descriptor {
        var current = try layout.openExisting(.state)
        for component in [Self.folder, Array(sha256.prefix(2))] {
            if making { try current.makeFolder(component) }
            current = try current.openFolder(component)
        }
        return current
    }
}
