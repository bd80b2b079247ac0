import Glibc

/// A file that is being written and not visible yet.
///
/// Where the file system can, it has no name, and a crash leaves nothing of it; elsewhere it lies in `.aside/` of
/// its top folder, which the next start clears.
struct AsideFile {
    let descriptor: Descriptor
    private let aside: (folder: Descriptor, name: [UInt8])?

    /// The folder for files aside; names with a dot in front never come from the inbox.
    static let folderName = Array(".aside".utf8)

    fileprivate init(_ descriptor: Descriptor, aside: (folder: Descriptor, name: [UInt8])? = nil) {
        self.descriptor = descriptor
        self.aside = aside
    }

    /// Makes it visible under its name; `EEXIST` where that is taken.
    func publish(in folder: Descriptor, as name: [UInt8]) throws(SystemError) {
        if let aside {
            try aside.folder.rename(aside.name, to: folder, as: name)
        } else {
            try descriptor.link(into: folder, as: name)
        }
    }

    /// Takes it away again.
    func discard() {
        if let aside { _ = try? aside.folder.remove(aside.name) }
    }
}

/// Makes the files aside of one lane.
struct AsideMaker {
    private let lane: Int
    private var usesNames: Bool
    private var counter = 0

    /// - Parameter usesNames: gives them names even where they need none.
    init(lane: Int, usesNames: Bool = false) {
        self.lane = lane
        // A file without a name gets one through /proc.
        self.usesNames = usesNames || withCString(Array("/proc/self/fd".utf8)) { access($0, X_OK) } != 0
    }

    /// A new empty file that can be published in `folder`, a folder of `tree`.
    mutating func make(for folder: Descriptor, in tree: FolderTree) throws(SystemError) -> AsideFile {
        if !usesNames {
            do {
                return AsideFile(try folder.openUnnamed())
            } catch {
                guard [EOPNOTSUPP, EISDIR, EINVAL].contains(error.number) else { throw error }
                usesNames = true
            }
        }
        let aside = try tree.making(AsideFile.folderName)
        counter += 1
        let name = Array("\(lane)-\(counter)".utf8)
        let file = try aside.open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        return AsideFile(file, aside: (aside, name))
    }
}
