import Glibc

/// What came of reading a file.
public enum Reading: Sendable, Equatable {
    /// Its bytes are in the buffer; the caller has it in hand.
    case ready(FileStamp)
    /// It is larger than may be read; the caller has it in hand.
    case tooLarge(FileStamp)
    /// It is larger than the caller reads for now; the caller has it in hand, to be asked for again.
    case large
    /// It cannot be opened or read; the caller has it in hand.
    case unreadable(FileStamp, SystemError)
    /// It is not settled, gone, or no regular file; the intake has it back, there is nothing to do.
    case notNow
}

extension Intake {
    /// Reads a file that was handed out, if it is settled.
    ///
    /// After `ready`, `tooLarge` and `unreadable` the caller files it and calls `finish`. The stamp tells, when it is
    /// filed, whether it was written to meanwhile. May be called from many threads.
    ///
    /// - Parameters:
    ///   - buffer: gets exactly the file's bytes; its storage is used again and again.
    ///   - most: bytes of a file that are read; one that has more, and no more than may be read, is `large`.
    public func read(_ file: SpoolFile, into buffer: inout [UInt8], upTo most: Int = .max) -> Reading {
        let path = file.path
        do {
            let reading = try readSettled(file, path, into: &buffer, upTo: most)
            control.withLock { $0.readErrors = [] }
            return reading
        } catch {
            switch error.number {
            case ENOENT, ENOTDIR, ESTALE:
                desk.withLock { $0.finish(path) }
            case ELOOP:
                leaveAlone(path, .symbolicLink)
            case ENXIO, ENODEV:
                leaveAlone(path, .special)
            case EIO where isDiskFailing(path), EMFILE, ENFILE, ENOMEM:
                desk.withLock { $0.putBack(path) }
                report(SpoolOutage(error, in: .inbox))
            case EAGAIN, ETXTBSY, ETIMEDOUT:
                // Another process has a lease on it (a share's client that writes), or the share is slow to answer.
                return unreadable(file, path, error, heldByWriter: true)
            default:
                return unreadable(file, path, error)
            }
            return .notNow
        }
    }

    private func readSettled(
        _ file: SpoolFile,
        _ path: [UInt8],
        into buffer: inout [UInt8],
        upTo most: Int
    ) throws(SystemError) -> Reading {
        if file.origin != .listed && file.origin != .listedUnannounced {
            // A pipe or device must not even be opened: that alone can have effects.
            guard let status = try file.folder.descriptor.status(of: file.name) else {
                throw SystemError(number: ENOENT, call: "fstatat")
            }
            if let reason = status.kind.reasonToLeaveAlone {
                if status.kind == .folder { desk.withLock { $0.finish(path) } } else { leaveAlone(path, reason) }
                return .notNow
            }
        }
        let descriptor = try file.folder.descriptor.open(file.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
        let before = try unmistakableStatus(of: descriptor, in: file.folder)
        guard before.kind == .regular else {
            leaveAlone(path, before.kind.reasonToLeaveAlone ?? .special)
            return .notNow
        }
        suspect(file, before.stamp)
        guard before.stamp.size <= configuration.largestFile else {
            return settle(file, path, before.stamp, .other, descriptor) ? .tooLarge(before.stamp) : .notNow
        }
        let size = Int(before.stamp.size)
        if size > most { return .large }
        Self.resize(&buffer, to: size)
        let count = try descriptor.read(into: &buffer, count: size)
        Self.resize(&buffer, to: count)
        // Whether the file grows, its size tells afterwards.
        let after = try descriptor.status().stamp
        let content: SettleTracker.Content =
            if count != size || after != before.stamp {
                .incompletePicture
            } else {
                switch PNGStructure(buffer) {
                case .complete: .completePicture
                case .incomplete: .incompletePicture
                case .other: .other
                }
            }
        return settle(file, path, after, content, descriptor) ? .ready(after) : .notNow
    }

    /// What a file is before it is read: so long after its last change that any that follows leaves another stamp.
    private func unmistakableStatus(
        of descriptor: Descriptor,
        in folder: InboxFolder
    ) throws(SystemError) -> FileStatus {
        var status = try descriptor.status()
        if folder.tellsChangesApart { return status }
        // One that is written to all the time shows afterwards that it was.
        for _ in 0..<3 {
            let rest = FileStamp.longestTick - (clock.wall() - status.stamp.changed)
            guard (1...FileStamp.longestTick).contains(rest) else { break }
            usleep(UInt32(rest / 1000 + 1))
            status = try descriptor.status()
        }
        return status
    }

    /// Whether an input/output error is the disk's rather than the file's: no file between three could be read. In once
    /// mode everything is judged as it lies.
    private func isDiskFailing(_ path: [UInt8]) -> Bool {
        control.withLock { control in
            if control.readErrors.count < 3 { control.readErrors.insert(path) }
            return control.readErrors.count >= 3 && !configuration.once
        }
    }

    private func unreadable(
        _ file: SpoolFile,
        _ path: [UInt8],
        _ error: SystemError,
        heldByWriter: Bool? = nil
    ) -> Reading {
        do {
            if let status = try file.folder.descriptor.status(of: file.name) {
                let isSettled = settle(file, path, status.stamp, .unreadable, nil, heldByWriter: heldByWriter)
                return isSettled ? .unreadable(status.stamp, error) : .notNow
            }
            desk.withLock { $0.finish(path) }
        } catch {
            // Its folder can be listed and not entered.
            hold(file, error)
        }
        return .notNow
    }

    /// Leaves a file where it is, because nothing can be told of it until the rights of its folder are others.
    private func hold(_ file: SpoolFile, _ error: SystemError) {
        // The next listing finds it again; in once mode there is none later.
        desk.withLock { configuration.once ? $0.setAside(file.path) : $0.finish(file.path) }
        sayUnreadable(file.folder.path, error)
    }

    /// Whether the file is to be taken; where it is not, the intake has it back.
    private func settle(
        _ file: SpoolFile,
        _ path: [UInt8],
        _ stamp: FileStamp,
        _ content: SettleTracker.Content,
        _ descriptor: Descriptor?,
        heldByWriter: Bool? = nil
    ) -> Bool {
        let announced = file.origin == .announced
        var seen = SettleTracker.Observation(
            stamp: stamp,
            content: content,
            announced: announced,
            age: clock.wall() - stamp.modified
        )
        let isPlain = content == .completePicture && (announced || seen.age >= configuration.settle.quiet.nanoseconds)
        if !isPlain, !configuration.settle.everythingIsSettled {
            seen.heldByWriter = heldByWriter ?? descriptor?.isHeldByWriter()
        }
        let now = clock.monotonic()
        let due: Int64? = desk.withLock { desk in
            switch desk.tracker.observe(path, seen, at: now) {
            case .take: return nil
            case .wait(let until):
                desk.release(path)
                return until
            case .forget:
                desk.needsListingLater = true
                desk.release(path)
                return .max
            }
        }
        guard let due else { return true }
        wake(before: due)
        return false
    }

    private func leaveAlone(_ path: [UInt8], _ reason: IntakeNotice.Reason) {
        desk.withLock { $0.finish(path) }
        say(.leftAlone(path: path, reason), about: path, 0)
    }

    /// A file that an event should have announced, but only a listing found: events do not arrive.
    private func suspect(_ file: SpoolFile, _ stamp: FileStamp) {
        guard file.origin == .listedUnannounced else { return }
        let isProof = control.withLock { $0.suspicious?.contains(stamp.changed) == true }
        if isProof { poll(stamp.device, .unannouncedFile, file.folder.path) }
    }

    private static func resize(_ buffer: inout [UInt8], to count: Int) {
        if buffer.count > count {
            buffer.removeLast(buffer.count - count)
        } else if buffer.count < count {
            buffer.append(contentsOf: repeatElement(0, count: count - buffer.count))
        }
    }
}

extension FileKind {
    fileprivate var reasonToLeaveAlone: IntakeNotice.Reason? {
        switch self {
        case .regular, .unknown: nil
        case .symbolicLink: .symbolicLink
        case .folder, .pipe, .socket, .device: .special
        }
    }
}
