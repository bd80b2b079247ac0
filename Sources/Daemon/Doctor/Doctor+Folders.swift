import Glibc
import Spool

extension Doctor {
    /// Owner and rights of a folder, by trying; what its file system is like.
    func check(_ folder: SpoolFolder) -> [DoctorFinding] {
        let name = folder.rawValue + "/"
        let path = path(of: folder)
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { return [.problem(name, "\(path) can't be looked at; check its rights")] }
            var isLink = stat()
            if lstat(path, &isLink) == 0 {
                return [.problem(name, "\(path) is a link to nothing; mount or make what it points at")]
            }
            guard access(configuration.root, F_OK) == 0, access(configuration.root, W_OK) != 0 else {
                return [.note(name, "is not there yet; the first start makes it")]
            }
            return [.problem(name, "is not there, and this user can't make it in \(configuration.root)")]
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return [.problem(name, "\(path) is not a folder; move it away")]
        }
        let owner = Self.owner(status)
        // People write here; digitd only reads.
        if folder == .labeled {
            return access(path, R_OK | X_OK) == 0
                ? [.fine(name, owner)] : [.problem(name, "can't be read (\(owner)); give digitd's user the right")]
        }
        do {
            let isAnnounced = try FolderTrial.run(path)
            var findings = [DoctorFinding.fine(name, "\(owner); files can be made, renamed and removed")]
            if folder == .inbox { findings += inbox(status, isAnnounced: isAnnounced) }
            findings += fileSystem(folder, status)
            return findings
        } catch {
            let rights = "\(owner); \(error)"
            return [.problem(name, "files can't be made, renamed and removed (\(rights)); check owner and rights")]
        }
    }

    private func inbox(_ status: stat, isAnnounced: Bool) -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        if status.st_mode & mode_t(S_ISVTX) != 0, geteuid() != 0, geteuid() != status.st_uid {
            let message = "has the sticky bit, so only a file's owner may move it; take it away (chmod -t)"
            findings.append(.problem("inbox/", message))
        }
        let facts = try? FileSystemFacts.of(path: path(of: .inbox))
        if !isAnnounced {
            findings.append(.note("events", "the system does not announce changes here; the inbox is listed every 2 s"))
        } else if let facts, facts.mayChangeUnannounced {
            let message = "\(facts.name) does not announce what others write; the inbox is listed every 2 s"
            findings.append(.note("events", message))
        } else {
            findings.append(.fine("events", "changes are announced\(facts.map { " (\($0.name))" } ?? "")"))
        }
        return findings
    }

    private func fileSystem(_ folder: SpoolFolder, _ status: stat) -> [DoctorFinding] {
        var results = stat()
        guard [.inbox, .processed, .review, .rejected].contains(folder), stat(path(of: .results), &results) == 0,
            results.st_dev != status.st_dev
        else { return [] }
        let message =
            folder == .inbox
            ? "lies on another file system than results/: originals are copied, not renamed, which is slower"
            : "lies on another file system than results/: originals are copied where it is another than the inbox's"
        return [.note(folder.rawValue + "/", message)]
    }

    /// Folders that were mounted when a daemon last began.
    var mounts: [DoctorFinding] {
        do {
            try MountRecord(SpoolLayout(existing: configuration.root)).check()
            return []
        } catch {
            return [.problem("mounts", "\(error)")]
        }
    }

    /// An output inside the inbox would be read as input.
    var loops: [DoctorFinding] {
        let findings = SpoolLayout.loops(root: configuration.root).map { folder, path, inbox in
            path.hasPrefix(inbox)
                ? DoctorFinding.problem("loop", "\(folder.rawValue)/ lies in inbox/ (\(path)); move it out")
                : .problem("loop", "inbox/ lies in \(folder.rawValue)/ (\(inbox)); move it out")
        }
        return findings.isEmpty ? [.fine("loops", "no output lies in the inbox")] : findings
    }

    /// Whether what lies in the inbox can be read and moved.
    var inboxFiles: [DoctorFinding] {
        var looked = 0
        var unreadable: [UInt8]?
        var stuck: [UInt8]?
        func may(_ path: [UInt8], _ mode: Int32) -> Bool {
            access(path.map { CChar(bitPattern: $0) } + [0], mode) == 0
        }
        func look(_ path: [UInt8]) {
            if !may(path, W_OK | X_OK), stuck == nil { stuck = path }
            for entry in FolderEntries(path) where looked < Self.mostFiles {
                looked += 1
                if entry.isFolder {
                    look(entry.path)
                } else if !may(entry.path, R_OK), unreadable == nil {
                    unreadable = entry.path
                }
            }
        }
        if access(path(of: .inbox), F_OK) == 0 { look(Array(path(of: .inbox).utf8)) }
        var findings: [DoctorFinding] = []
        if let unreadable {
            findings.append(
                .problem(
                    "inbox/",
                    "\(NameEscaping.text(unreadable)) can't be read by this user; it would be rejected as unreadable"
                )
            )
        }
        if let stuck {
            let folder = NameEscaping.text(stuck)
            findings.append(.problem("inbox/", "no file can be moved out of \(folder); give digitd's user write on it"))
        }
        return findings
    }

    private static let mostFiles = 10_000
}
