import Glibc
import Spool

extension Doctor {
    /// Space and inodes on every file system the root lies on.
    var space: [DoctorFinding] {
        var seen: Set<UInt> = []
        var findings: [DoctorFinding] = []
        for folder in SpoolFolder.allCases {
            var status = stat()
            guard stat(path(of: folder), &status) == 0, seen.insert(UInt(status.st_dev)).inserted,
                let facts = try? FileSystemFacts.of(path: path(of: folder))
            else { continue }
            let subject = "space of \(folder.rawValue)/"
            let megabytes = facts.availableBytes >> 20
            let text = "\(megabytes) MB free"
            if megabytes < 16 {
                findings.append(.problem(subject, text + "; make room"))
            } else if megabytes < 256 {
                findings.append(.note(subject, text + ", which is little"))
            } else {
                findings.append(.fine(subject, text))
            }
            // Some file systems make inodes as they need them, and count none.
            guard facts.totalInodes > 0 else { continue }
            let inodes = "\(facts.freeInodes) more files possible"
            if facts.freeInodes < 100 {
                findings.append(.problem(subject, inodes + "; remove some"))
            } else if facts.freeInodes < 10_000 {
                findings.append(.note(subject, inodes + ", which is little"))
            }
        }
        return findings
    }

    /// What the kernel allows: watches, instances, open files.
    var kernel: [DoctorFinding] {
        var findings: [DoctorFinding] = []
        func limit(_ name: String) -> Int? {
            guard let file = fopen("/proc/sys/fs/inotify/\(name)", "r") else { return nil }
            defer { fclose(file) }
            var text = [CChar](repeating: 0, count: 32)
            guard fgets(&text, 32, file) != nil else { return nil }
            return Int(atol(text))
        }
        let folders = Self.countFolders(FolderEntries(path(of: .inbox)))
        if let watches = limit("max_user_watches") {
            let text = "\(folders) folders in the inbox, \(watches) watches allowed"
            findings.append(
                folders > watches / 2
                    ? .problem("watches", text + "; raise fs.inotify.max_user_watches, or the rest is polled")
                    : .fine("watches", text)
            )
        }
        if let instances = limit("max_user_instances"), instances < 8 {
            findings.append(
                .problem("watches", "only \(instances) inotify instances; raise fs.inotify.max_user_instances")
            )
        }
        var files = rlimit()
        // A batch keeps one file open for each of its results.
        let needed = UInt(lanes * configuration.batchSize + 256)
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 {
            let text = "\(files.rlim_max) open files allowed, \(needed) used at most"
            findings.append(
                files.rlim_max < needed
                    ? .note("open files", text + "; raise LimitNOFILE or lower batch_size, else batches are smaller")
                    : .fine("open files", text)
            )
        }
        return findings
    }

    private static func countFolders(_ entries: FolderEntries) -> Int {
        entries.reduce(1) { $0 + ($1.isFolder ? countFolders($1.entries) : 0) }
    }
}
