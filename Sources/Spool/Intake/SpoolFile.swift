import Glibc

/// A folder of the inbox, open.
public final class InboxFolder: Sendable {
    /// Below the inbox; empty for the inbox itself.
    public let path: [UInt8]
    let descriptor: Descriptor
    /// Whether each change of its files shows in their times, also one that comes right after another.
    let tellsChangesApart: Bool

    init(path: [UInt8], descriptor: Descriptor) {
        self.path = path
        self.descriptor = descriptor
        tellsChangesApart = (try? descriptor.fileSystem().tellsChangesApart) ?? false
    }
}

/// A file in the inbox that is due to be read.
public struct SpoolFile: Sendable {
    /// How the file was noticed.
    enum Origin: Sendable, Equatable {
        /// A writer closed it, or it was moved in.
        case announced
        /// It was waiting, or was made without having been closed yet.
        case hinted
        /// A listing found it.
        case listed
        /// A listing that should find nothing new found it.
        case listedUnannounced
    }

    /// The folder it lies in.
    public let folder: InboxFolder
    /// Its name there; bytes, because a name need not be UTF-8.
    public let name: [UInt8]
    var origin: Origin

    init(folder: InboxFolder, name: [UInt8], origin: Origin) {
        self.folder = folder
        self.name = name
        self.origin = origin
    }

    /// It, open for reading, where it is still of this stamp; nil where it is another one or can't be opened.
    public func opened(as stamp: FileStamp) -> Descriptor? {
        guard let file = try? folder.descriptor.open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY),
            (try? file.status().stamp) == stamp
        else { return nil }
        return file
    }

    /// The path below the inbox.
    public var path: [UInt8] { SpoolPath.join(folder.path, name) }

    /// The path as text; bytes that are not UTF-8 are percent-escaped.
    public var displayPath: String { NameEscaping.text(path) }
}
