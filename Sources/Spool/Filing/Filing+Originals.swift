import Glibc

extension Filing {
    /// Makes a result visible, if its original is still the one that was read.
    func publish(
        _ index: Int,
        _ works: inout [Work],
        _ results: inout [FilingResult?]
    ) throws(FilingFailure) -> Bool {
        let work = works[index]
        if let obstacle = Self.obstacle(work.entry, work.file) {
            work.aside?.discard()
            results[work.index] = obstacle
            return false
        }
        guard let aside = work.aside else { return true }
        while true {
            do {
                try aside.publish(in: work.place.results, as: works[index].entry.name.result)
                break
            } catch {
                guard error.number == EEXIST else {
                    aside.discard()
                    results[work.index] = .postponed(SpoolOutage(error, in: .results))
                    if error.number == ENOENT {
                        folders.forget()
                        return false
                    }
                    throw .outage(SpoolOutage(error, in: .results))
                }
            }
            // Somebody took the name in between.
            try chooseNextName(index, &works, isVisible: false)
        }
        if stopsAfter?(.published(index)) == true { throw .stopped }
        contents?.enter(works[index].entry)
        return true
    }

    /// Moves an original whose result is visible.
    func move(_ index: Int, _ works: inout [Work], _ results: inout [FilingResult?]) throws(FilingFailure) {
        var triesLeft = 100
        while true {
            let work = works[index]
            if let obstacle = Self.obstacle(work.entry, work.file) {
                // A call may fail and have done its work all the same.
                if obstacle == .vanished, mover.hasArrived(work.entry) { break }
                if case .postponed(let outage) = obstacle {
                    owe(index, works, &results, outage.error ?? SystemError(number: EIO, call: "fstatat"))
                    throw .outage(outage)
                }
                return retract(work, obstacle, &results)
            }
            do {
                try mover.move(work.entry, named: work.file.name, from: work.file.folder.descriptor)
                break
            } catch {
                triesLeft -= 1
                switch error.number {
                case EEXIST where triesLeft > 0:
                    // Somebody took the name among the originals: result and original get another one together.
                    let old = work.entry.name.result
                    try chooseNextName(index, &works, isVisible: true)
                    try renameResult(from: old, index, &works, &results)
                case ENOENT where triesLeft > 0, ENOTDIR where triesLeft > 0, ESTALE where triesLeft > 0:
                    // The original (seen in the next round) or a folder was removed or replaced under us.
                    folders.forget()
                case EACCES, EPERM, EBUSY, ETXTBSY:
                    return owe(index, works, &results, error)
                default:
                    owe(index, works, &results, error)
                    throw .outage(SpoolOutage(error, in: work.entry.destination ?? .inbox))
                }
            }
        }
        results[works[index].index] = .filed(works[index].entry.filedNames)
        if configuration.durability == .file { synchronizeFolders(works[index]) }
        if stopsAfter?(.moved(index)) == true { throw .stopped }
    }

    /// Tries the originals again that could not leave the inbox; what came of those that are not owed any more.
    ///
    /// - Returns: with what each counts as.
    public func retryOwed() -> (files: [SpoolFile], results: [FilingResult], kinds: [Counts.Kind]) {
        var files: [SpoolFile] = []
        var results: [FilingResult] = []
        var kinds: [Counts.Kind] = []
        var still: [(file: SpoolFile, entry: JournalEntry)] = []
        for (file, entry) in owed {
            if let obstacle = Self.obstacle(entry, file) {
                if obstacle == .vanished, mover.hasArrived(entry) {
                    journal.count(entry)
                    files.append(file)
                    results.append(.filed(entry.filedNames))
                    kinds.append(entry.kind)
                    continue
                }
                if case .postponed = obstacle {
                    still.append((file, entry))
                    continue
                }
                removeResult(entry)
                files.append(file)
                results.append(obstacle)
                kinds.append(entry.kind)
                continue
            }
            do {
                try mover.move(entry, named: file.name, from: file.folder.descriptor)
                journal.count(entry)
                files.append(file)
                results.append(.filed(entry.filedNames))
                kinds.append(entry.kind)
            } catch {
                still.append((file, entry))
            }
        }
        owed = still
        return (files, results, kinds)
    }

    /// How many originals could not leave the inbox.
    public var owedCount: Int { owed.count }

    func owe(_ index: Int, _ works: [Work], _ results: inout [FilingResult?], _ error: SystemError) {
        let work = works[index]
        owed.append((work.file, work.entry))
        results[work.index] = .owed(work.entry.filedNames, error)
    }

    /// What keeps a result from becoming visible: its original is gone or another one.
    private static func obstacle(_ entry: JournalEntry, _ file: SpoolFile) -> FilingResult? {
        do {
            guard let status = try file.folder.descriptor.status(of: file.name) else { return .vanished }
            return status.stamp == entry.stamp ? nil : .changed
        } catch {
            return .postponed(SpoolOutage(error, in: .inbox))
        }
    }

    /// A result without its original would say what nobody can check: it goes again.
    private func retract(_ work: Work, _ obstacle: FilingResult, _ results: inout [FilingResult?]) {
        removeResult(work.entry)
        results[work.index] = obstacle
    }

    private func removeResult(_ entry: JournalEntry) {
        guard entry.resultSize > 0, let folder = try? folders.results.existing(entry.resultFolder) else { return }
        contents?.remove(entry)
        _ = try? folder.remove(entry.name.result)
    }

    /// - Parameter isVisible: the result has its old name; a crash before it has the new one must find either.
    private func chooseNextName(_ index: Int, _ works: inout [Work], isVisible: Bool) throws(FilingFailure) {
        let work = works[index]
        let tag = work.entry.sha256.isEmpty ? Checksum.hexTag(work.file.name) : Array(work.entry.sha256.prefix(8))
        do {
            let (name, choice) = try folders.freeName(
                work.file.name,
                in: work.place,
                tag: tag,
                from: work.choice + 1
            )
            works[index].entry.name = name
            works[index].choice = choice
            let first = recorded.count - extraEntries - works.count
            if isVisible { extraEntries += 1 }
            let old = recorded.suffix(extraEntries - (isVisible ? 1 : 0))
            recorded = Array(recorded.prefix(first) + works.map(\.entry) + old)
            if isVisible { recorded.append(work.entry) }
            try journal.amend(recorded, synchronized: configuration.durability != .none)
        } catch {
            throw .outage(SpoolOutage(error, in: .results))
        }
    }

    private func renameResult(
        from old: [UInt8],
        _ index: Int,
        _ works: inout [Work],
        _ results: inout [FilingResult?]
    ) throws(FilingFailure) {
        guard works[index].aside != nil else { return }
        while true {
            let folder = works[index].place.results
            do {
                return try folder.rename(old, to: folder, as: works[index].entry.name.result)
            } catch {
                if error.number == EEXIST {
                    try chooseNextName(index, &works, isVisible: false)
                    continue
                }
                works[index].entry.name.result = old
                owe(index, works, &results, error)
                throw .outage(SpoolOutage(error, in: .results))
            }
        }
    }

    private func synchronizeFolders(_ work: Work) {
        // The move is done; a failure to make its names durable shows with the next file that is written.
        if let destination = work.entry.destination {
            let tree = folders[destination]
            try? tree.existing(work.entry.originalFolder)?.synchronize()
            for folder in tree.takeTouched() { try? folder.synchronize() }
        }
        for folder in folders.results.takeTouched() { try? folder.synchronize() }
        try? work.file.folder.descriptor.synchronize()
    }
}
