import Glibc

extension Filing {
    /// How many originals could not leave the inbox.
    public var owedCount: Int { owed.count }

    /// Notes that an original stays in the inbox for now: under the name its result stands under.
    func owe(_ index: Int, _ works: [Work], _ results: inout [FilingResult?], _ error: SystemError) {
        let work = works[index]
        let entry = work.visible ?? work.entry
        owed.append((work.file, entry))
        results[work.index] = .owed(entry.filedNames, error)
    }

    /// Tries the originals again that could not leave the inbox; what came of those that are not owed any more.
    ///
    /// - Returns: with what each counts as.
    public func retryOwed() -> (files: [SpoolFile], results: [FilingResult], kinds: [Counts.Kind]) {
        var files: [SpoolFile] = []
        var results: [FilingResult] = []
        var kinds: [Counts.Kind] = []
        // Folders may have been removed since the lane last filed.
        guard !owed.isEmpty, (try? folders.startBatch()) != nil, synchronizeOwed() else {
            return (files, results, kinds)
        }
        var still: [(file: SpoolFile, entry: JournalEntry)] = []
        for (file, entry) in owed {
            guard let result = retry(file, entry) else {
                still.append((file, entry))
                continue
            }
            files.append(file)
            results.append(result)
            kinds.append(entry.kind)
        }
        owed = still
        return (files, results, kinds)
    }

    /// The sync after their names may be what failed: no original moves before its result is on the disk.
    private func synchronizeOwed() -> Bool {
        guard configuration.durability != .none, !owed.isEmpty, owesSync else { return true }
        do {
            try mayFail(.synchronizeOwed)
            try folders.results.descriptor().synchronizeFileSystem()
            owesSync = false
            return true
        } catch {
            // What a descriptor was opened on may be gone; the next try opens it anew.
            folders.forget()
            return false
        }
    }

    /// What came of one original that was owed; nil where it still is.
    private func retry(_ file: SpoolFile, _ entry: JournalEntry) -> FilingResult? {
        if mover.isLeaving(entry, from: file.folder.descriptor) {
            let folder = file.folder.descriptor
            let isGone = (try? OriginalMover.finishLeaving(entry, named: file.name, from: folder)) != nil
            return isGone ? filed(entry) : nil
        }
        if let obstacle = hasLeftTheInbox(file.folder, entry) ? .vanished : obstacle(entry, file) {
            switch obstacle {
            case .postponed, .held: return nil
            case .filed, .vanished, .changed, .owed: break
            }
            // A call may fail and have done its work all the same.
            if obstacle == .vanished, mover.hasArrived(entry) { return filed(entry) }
            return removeResult(entry) == nil ? obstacle : nil
        }
        do {
            try mover.move(entry, named: file.name, from: file.folder.descriptor)
        } catch {
            // Its name was taken among the originals: it is read again, and gets the next one.
            return error.number == EEXIST && removeResult(entry) == nil ? .changed : nil
        }
        if configuration.durability == .file { synchronizeFolders(entry, file) }
        return filed(entry)
    }

    /// Whether the folder that an original lies in was taken out of the inbox: what lies there is not ours any more.
    private func hasLeftTheInbox(_ folder: InboxFolder, _ entry: JournalEntry) -> Bool {
        // Where the inbox is not there, or the disk of a folder in it, nothing was taken.
        guard var current = try? layout.openExisting(.inbox),
            let device = try? current.status().stamp.device, device == entry.stamp.device
        else { return false }
        do {
            for component in SpoolPath.components(folder.path) { current = try current.openFolder(component) }
            return try !current.status().stamp.isSameFile(as: folder.descriptor.status().stamp)
        } catch {
            return [ENOENT, ENOTDIR, ELOOP].contains(error.number)
        }
    }

    private func filed(_ entry: JournalEntry) -> FilingResult {
        journal.count(entry)
        remember(entry)
        return .filed(entry.filedNames)
    }

    /// Takes a content in whose result stays: one whose original is owed may be taken back.
    func remember(_ entry: JournalEntry) {
        if entry.resultSize > 0 { contents?.enter(entry) }
    }

    /// Takes a visible result away again.
    ///
    /// - Returns: why it still stands; nil where it does not.
    func removeResult(_ entry: JournalEntry) -> SystemError? {
        guard entry.resultSize > 0 else { return nil }
        do {
            guard let folder = try folders.results.existing(entry.resultFolder) else { return nil }
            try folder.remove(entry.name.result)
            return nil
        } catch {
            return error
        }
    }
}
