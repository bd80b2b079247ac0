import Glibc

extension Filing {
    /// Makes a result visible, if its original is still the one that was read.
    func publish(
        _ index: Int,
        _ works: inout [Work],
        _ results: inout [FilingResult?]
    ) throws(FilingFailure) -> Bool {
        let place = works[index].index
        if let obstacle = obstacle(works[index].entry, works[index].file) {
            works[index].aside?.discard()
            results[place] = obstacle
            return false
        }
        guard let aside = works[index].aside else { return true }
        while true {
            do {
                try mayFail(.publish(index))
                try aside.publish(in: works[index].place.results, as: works[index].entry.name.result)
                break
            } catch {
                guard error.number == EEXIST else {
                    aside.discard()
                    let outage = SpoolOutage(error, in: .results)
                    if concernsItAlone(outage, works[index].file) {
                        results[place] = .held(outage)
                        return false
                    }
                    results[place] = .postponed(outage)
                    if error.number == ENOENT {
                        folders.forget()
                        return false
                    }
                    throw .outage(outage)
                }
            }
            // Somebody took the name in between.
            try chooseNextName(index, &works, isVisible: false)
        }
        works[index].visible = works[index].entry
        if stopsAfter?(.published(index)) == true { throw .stopped }
        return true
    }

    /// Moves an original whose result is visible.
    ///
    /// - Parameter isSeen: it was looked at for its result just now; what may have come in between shows after the move.
    func move(
        _ index: Int,
        _ works: inout [Work],
        _ results: inout [FilingResult?],
        isSeen: Bool = false
    ) throws(FilingFailure) {
        var triesLeft = 100
        while true {
            let (entry, file) = (works[index].entry, works[index].file)
            if !(isSeen && triesLeft == 100), let obstacle = obstacle(entry, file) {
                // A call may fail and have done its work all the same.
                if obstacle == .vanished, mover.hasArrived(entry) { break }
                switch obstacle {
                case .postponed(let outage), .held(let outage):
                    owe(index, works, &results, outage.error ?? SystemError(number: EIO, call: "fstatat"))
                    if case .held = obstacle { return }
                    throw .outage(outage)
                case .filed, .vanished, .changed, .owed: break
                }
                // A result without its original would say what nobody can check: it goes again.
                if let error = removeResult(entry) { return owe(index, works, &results, error) }
                results[works[index].index] = obstacle
                return
            }
            do {
                try mover.move(entry, named: file.name, from: file.folder.descriptor)
                break
            } catch {
                triesLeft -= 1
                switch error.number {
                case _ where mover.isLeaving(entry, from: file.folder.descriptor):
                    owe(index, works, &results, error)
                    throw .outage(SpoolOutage(error, in: .inbox))
                case EEXIST where triesLeft > 0:
                    // Somebody took the name among the originals: result and original get another one together.
                    try chooseNextName(index, &works, isVisible: true)
                    try renameResult(index, &works)
                case ENOTDIR where triesLeft < 99 && isThere(entry.destination),
                    ELOOP where isThere(entry.destination):
                    // Something else has the name of a folder below that of the originals.
                    return owe(index, works, &results, error)
                case ENOENT where triesLeft > 0, ENOTDIR where triesLeft > 0, ESTALE where triesLeft > 0:
                    // The original (seen in the next round) or a folder was removed or replaced under us.
                    folders.forget()
                case EACCES, EPERM, EBUSY, ETXTBSY, EINVAL, ENAMETOOLONG, EILSEQ:
                    return owe(index, works, &results, error)
                default:
                    owe(index, works, &results, error)
                    throw .outage(SpoolOutage(error, in: entry.destination ?? .inbox))
                }
            }
        }
        results[works[index].index] = .filed(works[index].entry.filedNames)
        remember(works[index].entry)
        if configuration.durability == .file { synchronizeFolders(works[index].entry, works[index].file) }
        if stopsAfter?(.moved(index)) == true { throw .stopped }
    }

    private func isThere(_ folder: SpoolFolder?) -> Bool {
        guard let folder else { return false }
        return (try? folders[folder].descriptor()) != nil
    }

    /// What keeps a result from becoming visible: its original is gone or another one.
    func obstacle(_ entry: JournalEntry, _ file: SpoolFile) -> FilingResult? {
        do {
            try mayFail(.lookAtOriginal(file.path))
            guard let status = try file.folder.descriptor.status(of: file.name) else { return .vanished }
            return status.stamp == entry.stamp ? nil : .changed
        } catch {
            // The rights of a folder are its own affair; those of the inbox are that of all.
            let outage = SpoolOutage(error, in: .inbox)
            return outage.cause == .noPermission && !file.folder.path.isEmpty ? .held(outage) : .postponed(outage)
        }
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
            recorded.batch = works.map(\.entry)
            if isVisible { recorded.earlierNames.append(work.entry) }
            try mayFail(.amendRecord(index))
            try journal.amend(recorded.all, synchronized: configuration.durability != .none)
        } catch {
            throw .outage(SpoolOutage(error, in: .results))
        }
    }

    /// Gives a result that is visible the name that was chosen now.
    private func renameResult(_ index: Int, _ works: inout [Work]) throws(FilingFailure) {
        guard let old = works[index].visible else { return }
        while true {
            let folder = works[index].place.results
            do {
                try mayFail(.renameResult(index))
                try folder.rename(old.name.result, to: folder, as: works[index].entry.name.result)
                works[index].visible = works[index].entry
                return
            } catch {
                guard error.number == EEXIST else { throw .outage(SpoolOutage(error, in: .results)) }
            }
            try chooseNextName(index, &works, isVisible: false)
        }
    }

    func synchronizeFolders(_ entry: JournalEntry, _ file: SpoolFile) {
        // The move is done; a failure to make its names durable shows with the next file that is written.
        if let destination = entry.destination {
            let tree = folders[destination]
            try? tree.existing(entry.originalFolder)?.synchronize()
            try? tree.synchronizeNew()
        }
        try? folders.results.synchronizeNew()
        try? file.folder.descriptor.synchronize()
    }
}
