extension Intake {
    /// Takes in what became of files that were handed out; `results` in the order of `files`.
    public func finish(_ files: [SpoolFile], _ results: [FilingResult]) {
        precondition(files.count == results.count, "\(files.count) files, \(results.count) results")
        var outage: SpoolOutage?
        var held: SpoolOutage?
        var locked: [(folder: InboxFolder, error: SystemError)] = []
        var refused: [(path: [UInt8], cause: SpoolOutage)] = []
        let now = clock.monotonic()
        let wentThrough = results.contains { if case .filed = $0 { true } else { false } }
        desk.withLock { desk in
            for (file, result) in zip(files, results) {
                let path = file.path
                switch result {
                case .filed, .vanished:
                    desk.finish(path)
                case .changed:
                    desk.lookAgain(path, at: now)
                case .postponed(let cause):
                    outage = cause
                    if wentThrough {
                        // The way is open for others: this one comes again after a while.
                        desk.lookAgain(path, at: now)
                    } else {
                        desk.putBack(path)
                    }
                case .held(let cause):
                    let isRefused = cause.error != nil && cause.folder != .inbox
                    if isRefused {
                        refused.append((path, cause))
                    } else if let error = cause.error {
                        locked.append((file.folder, error))
                    } else {
                        held = cause
                    }
                    // Once there is no later listing.
                    if configuration.once {
                        desk.setAside(path)
                    } else {
                        isRefused ? desk.refuse(path) : desk.finish(path)
                    }
                case .owed:
                    desk.setAside(path)
                }
            }
        }
        for (folder, error) in locked { sayUnreadable(folder.path, error) }
        for (path, cause) in refused {
            if configuration.once { control.withLock { _ = $0.unreadableFolders.insert(SpoolPath.split(path).folder) } }
            say(.refused(path: path, cause), about: path, 5)
        }
        if let outage, !wentThrough {
            report(outage)
        } else if wentThrough, let failures = control.withLock({ $0.backoff.succeed() }) {
            notify(.recovered(failures: failures))
        }
        if let held = held ?? (wentThrough ? outage : nil) {
            say(.held(held), about: Array(held.cause.rawValue.utf8), 4)
        }
        wake(before: desk.withLock { $0.tracker.nextDue })
    }

    /// Gives files back that were handed out and not worked on.
    public func putBack(_ files: [SpoolFile]) {
        desk.withLock { desk in
            for file in files { desk.putBack(file.path) }
        }
        wake(before: nil)
    }

    /// Gives a file back that is to be looked at again after a while.
    public func postpone(_ file: SpoolFile) {
        desk.withLock { $0.lookAgain(file.path, at: clock.monotonic()) }
        wake(before: desk.withLock { $0.tracker.nextDue })
    }

    /// Wakes the consumer if it sleeps beyond `due`, or if there is something for it.
    func wake(before due: Int64?) {
        let sleepsUntil = control.withLock { $0.sleepsUntil }
        guard let sleepsUntil else { return }
        if let due, due < sleepsUntil { return bell.ring() }
        let (queued, idle) = desk.withLock { ($0.queuedCount > 0 || $0.needsListing, $0.inHandCount == 0) }
        if queued || (idle && configuration.once) { bell.ring() }
    }
}
