extension Intake {
    /// The same as `nextBatch` for a thread of one's own: blocks until there is something, or `nudge` was called, after
    /// which the answer may be empty.
    public func waitForBatch(limit: Int) -> [SpoolFile]? {
        precondition(limit > 0, "a batch has at least one file, not \(limit)")
        while true {
            if control.withLock({ $0.stopped }) || Task.isCancelled { return nil }
            if control.withLock({ $0.takeNudge() }) { return [] }
            if configuration.once, control.withLock({ $0.backoff.isHopeless }) {
                front.withLock { $0.rest() }
                return nil
            }
            let now = clock.monotonic()
            if let pause = control.withLock({ $0.backoff.outage == nil ? nil : $0.backoff.until }), pause > now {
                front.withLock { $0.rest() }
                bell.wait(nanoseconds: pause - now)
                continue
            }
            do {
                // After an outage one file tries the way for the others.
                let trying = control.withLock { $0.backoff.outage != nil }
                let files = try gather(trying ? 1 : limit, at: now)
                if !files.isEmpty { return files }
                // Where no file waits, no folder is missed.
                let isEmpty = isIdle && desk.withLock { $0.tracker.count == 0 && !$0.needsListing }
                control.withLock { control in
                    guard control.backoff.outage?.folder == .inbox || isEmpty else { return }
                    if let failures = control.backoff.succeed() { notify(.recovered(failures: failures)) }
                }
                if configuration.once, isExhausted {
                    front.withLock { $0.rest() }
                    return nil
                }
            } catch {
                report(error)
                continue
            }
            sleep()
        }
    }

    private func sleep() {
        let events = front.withLock { front in
            front.rest()
            return configuration.once ? nil : front.watcher.descriptor
        }
        let due = configuration.once ? nil : front.withLock { min($0.nextListing, $0.nextPoll) }
        let waiting = desk.withLock { ($0.tracker.nextDue, $0.queuedCount > 0 || $0.needsListing) }
        // In once mode there is only the end of what is in hand to wait for; then everything is listed once more.
        if waiting.1 || (configuration.once && isIdle) { return }
        let until = [due, waiting.0].compactMap { $0 }.min()
        control.withLock { $0.sleepsUntil = until ?? .max }
        // Work that was finished between the gathering and here has no sleeper to wake: look once more.
        let missed = desk.withLock { $0.queuedCount > 0 || $0.needsListing }
        if !missed, !(configuration.once && isIdle) {
            bell.wait(or: events, nanoseconds: until.map { $0 - clock.monotonic() })
        }
        control.withLock { $0.sleepsUntil = nil }
    }

    /// Once mode: a whole listing found nothing, and nothing is in hand.
    private var isExhausted: Bool {
        let idle = desk.withLock { $0.inHandCount == 0 && $0.queuedCount == 0 && !$0.needsListing }
        return idle && front.withLock { $0.lastListingWasEmpty && $0.scanner.isFinished }
    }

    private func gather(_ limit: Int, at now: Int64) throws(SpoolOutage) -> [SpoolFile] {
        do {
            return try front.withLock { front in
                var files: [SpoolFile] = []
                if !configuration.once { takeEvents(&front, at: now) }
                try startListing(&front, at: now)
                try takeQueued(&front, into: &files, limit: limit)
                try list(&front, into: &files, limit: limit, at: now)
                return files
            }
        } catch let outage as SpoolOutage {
            throw outage
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// - Returns: whether events were lost.
    @discardableResult
    private func takeEvents(_ front: inout IntakeFront, at now: Int64) -> Bool {
        var overflowed = false
        var hints: [WatchTable.Hint] = []
        front.watcher.drain { hints.append($0) }
        desk.withLock { desk in
            for hint in hints {
                switch hint {
                case .file(let path, let announced): desk.hint(path, announced: announced, at: now)
                case .folder(let path), .folderLeft(let path, _):
                    front.forgetFolders(below: path)
                    front.scanner.add(path)
                case .overflow:
                    notify(.eventsOverflowed)
                    front.wantsListing = true
                    overflowed = true
                case .inboxLost:
                    front.inboxIsLost = true
                    front.wantsListing = true
                }
            }
            desk.queueDue(at: now, limit: configuration.queueCapacity)
        }
        return overflowed
    }

    private func startListing(_ front: inout IntakeFront, at now: Int64) throws(SpoolOutage) {
        let (left, later) = desk.withLock { desk in
            defer { desk.needsListingLater = false }
            // What did not fit is listed once there is room for it.
            guard desk.needsListing, desk.queuedCount == 0 else { return (false, desk.needsListingLater) }
            desk.needsListing = false
            return (true, desk.needsListingLater)
        }
        if left { front.wantsListing = true }
        if later {
            front.nextListing = min(front.nextListing, now + configuration.pollInterval.nanoseconds)
            front.leavesEventsUnchecked = true
        }
        let isDue = front.nextListing <= now
        guard front.scanner.isFinished else { return }
        guard front.wantsListing || isDue || configuration.once else { return try startPolling(&front, at: now) }
        if configuration.once, front.lastListingWasEmpty, !front.wantsListing, isIdle { return }
        try checkInbox(&front)
        if !configuration.once { desk.withLock { $0.retryRefused() } }
        // Only a listing that nothing called for can show that events are missing.
        let checksEvents =
            isDue && !front.wantsListing && front.previousListing > 0 && !front.leavesEventsUnchecked
        let start = clock.wall()
        let suspicious = checksEvents ? front.previousListing..<max(front.previousListing, start - 2_000_000_000) : nil
        control.withLock { $0.suspicious = suspicious }
        front.listingChecksEvents = checksEvents
        front.leavesEventsUnchecked = false
        front.listingStart = start
        front.wantsListing = false
        // One that began while files were in hand may miss what replaced them.
        front.lastListingWasEmpty = isIdle
        front.scanner.restart()
    }

    /// Lists the file systems on which events do not arrive, when it is time.
    private func startPolling(_ front: inout IntakeFront, at now: Int64) throws(SpoolOutage) {
        guard front.nextPoll <= now else { return }
        try checkInbox(&front)
        for path in control.withLock({ $0.mounts.polledPaths }) { front.scanner.add(path) }
        front.listingChecksEvents = false
        front.isPolling = true
    }

    private func checkInbox(_ front: inout IntakeFront) throws(SpoolOutage) {
        let isAnother = try front.checkInbox()
        if isAnother { control.withLock { $0.mounts.removeAll() } }
    }

    private var isIdle: Bool { desk.withLock { $0.inHandCount == 0 && $0.queuedCount == 0 } }

    private func takeQueued(
        _ front: inout IntakeFront,
        into files: inout [SpoolFile],
        limit: Int
    ) throws(SpoolOutage) {
        while files.count < limit, let (path, origin) = desk.withLock({ $0.takeQueued() }) {
            let (folderPath, name) = SpoolPath.split(path)
            do {
                let folder = try front.folder(folderPath)
                files.append(SpoolFile(folder: folder, name: name, origin: origin))
            } catch {
                let outage = SpoolOutage(error, in: .inbox)
                if outage.cause != .missing, Self.isOfAll(outage, folderPath) {
                    desk.withLock { $0.putBack(path) }
                    // What was gathered is handed out; the failure comes again with the next call.
                    if files.isEmpty { throw outage }
                    return
                }
                // One folder can't be used: the next listing finds what is in it when it can.
                desk.withLock { $0.finish(path) }
                if outage.cause != .missing { sayUnreadable(folderPath, error) }
            }
        }
    }

    private func list(
        _ front: inout IntakeFront,
        into files: inout [SpoolFile],
        limit: Int,
        at now: Int64
    ) throws(SpoolOutage) {
        while files.count < limit, !front.scanner.isFinished {
            if let path = front.scanner.nextFolder() {
                try enter(path, &front)
                continue
            }
            let listed = front.scanner.currentPath ?? []
            do {
                switch try front.scanner.next() {
                case .file(let folder, let name):
                    let path = SpoolPath.join(folder.path, name)
                    guard desk.withLock({ $0.takeListed(path) }) else { continue }
                    front.lastListingWasEmpty = false
                    // A folder that came meanwhile brings its files without a word for each.
                    let isWatched = front.watcher.watchedSince(folder.path).map { $0 <= front.previousListing } == true
                    let origin: SpoolFile.Origin =
                        front.listingChecksEvents && isWatched ? .listedUnannounced : .listed
                    files.append(SpoolFile(folder: folder, name: name, origin: origin))
                case .folder(let path):
                    front.scanner.add(path)
                case .leftAlone(let path, let reason):
                    say(.leftAlone(path: path, reason), about: path, 0)
                case nil:
                    break
                }
            } catch {
                sayUnreadable(listed, error)
            }
        }
        guard front.scanner.isFinished else { return }
        if front.listingStart != 0 {
            front.previousListing = front.listingStart
            front.listingStart = 0
            front.listingChecksEvents = false
            front.nextListing = now + configuration.rescanInterval.nanoseconds
            front.isPolling = true
        }
        if front.isPolling {
            front.isPolling = false
            let polls = control.withLock { !$0.mounts.polledPaths.isEmpty }
            front.nextPoll = polls ? now + configuration.pollInterval.nanoseconds : .max
        }
    }

    /// Opens a folder, watches it, then lists it: what comes in between is seen twice rather than not at all.
    private func enter(_ path: [UInt8], _ front: inout IntakeFront) throws(SpoolOutage) {
        let folder: InboxFolder
        do {
            folder = try front.folder(path)
            if !configuration.once { try watch(folder, &front) }
            try front.scanner.open(folder)
        } catch {
            let outage = SpoolOutage(error, in: .inbox)
            if Self.isOfAll(outage, path) {
                front.wantsListing = true
                front.scanner.stop()
                throw outage
            }
            if outage.cause != .missing { sayUnreadable(path, error) }
        }
    }

    /// Whether what a folder cannot be opened for concerns the whole inbox.
    private static func isOfAll(_ outage: SpoolOutage, _ path: [UInt8]) -> Bool {
        path.isEmpty || outage.cause == .outOfDescriptors || outage.cause == .outOfMemory
    }

    private func watch(_ folder: InboxFolder, _ front: inout IntakeFront) throws(SystemError) {
        if front.watcher.isWatched(folder.path) { return }
        let device = try folder.descriptor.status().stamp.device
        let isNew = control.withLock { $0.mounts.enter(device, path: folder.path) }
        do {
            try front.watcher.watch(folder.descriptor, path: folder.path, at: clock.wall())
        } catch {
            poll(device, .watchRefused, folder.path)
            return say(.watchRefused(path: folder.path, error), about: folder.path, 2)
        }
        guard isNew else { return }
        if let facts = try? folder.descriptor.fileSystem(), facts.mayChangeUnannounced {
            poll(device, .fileSystem, folder.path)
        } else if front.watcher.makeProbe(in: folder.descriptor), !takeEvents(&front, at: clock.monotonic()),
            !front.watcher.probesSeen.contains(folder.path)
        {
            poll(device, .probeUnannounced, folder.path)
        }
        front.watcher.probesSeen = []
    }

    /// Events do not arrive on a file system.
    func poll(_ device: UInt64, _ reason: IntakeNotice.PollingReason, _ path: [UInt8]) {
        if control.withLock({ $0.mounts.poll(device, reason, path: path) }) { notify(.polled(path: path, reason)) }
    }

    func sayUnreadable(_ folder: [UInt8], _ error: SystemError) {
        if configuration.once { control.withLock { _ = $0.unreadableFolders.insert(folder) } }
        say(.folderUnreadable(path: folder, error), about: folder, 1)
    }

    func say(_ notice: IntakeNotice, about path: [UInt8], _ kind: UInt8) {
        let now = clock.monotonic()
        if control.withLock({ $0.said.isNew(path, kind, at: now) }) { notify(notice) }
    }

    func report(_ outage: SpoolOutage) {
        let (before, isNew) = control.withLock { control in
            (control.backoff.outage, control.backoff.fail(outage, at: clock.monotonic()))
        }
        if isNew || before?.cause != outage.cause || before?.folder != outage.folder {
            notify(.outage(outage, isNew: isNew))
        }
    }
}
