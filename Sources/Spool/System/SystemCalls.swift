internal import CSystemCalls
import Glibc

// The calls behind `Spool`, with names as bytes (they need not be UTF-8) and failures thrown. Pointers stay in here.

/// Runs `body` with the bytes as a C string; a name cannot hold a zero byte, so nothing is lost.
@inline(__always)
func withCString<R>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> R) -> R {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
        for index in bytes.indices { buffer[index] = CChar(bitPattern: bytes[index]) }
        buffer[bytes.count] = 0
        return body(UnsafePointer(buffer.baseAddress!))
    }
}

/// Repeats a call that a signal interrupted.
@inline(__always)
func retrying<R: SignedInteger>(_ body: () -> R) -> R {
    while true {
        let answer = body()
        if answer == -1, errno == EINTR { continue }
        return answer
    }
}

extension Descriptor {
    /// Opens `name` below this folder.
    func open(_ name: [UInt8], _ flags: Int32, mode: mode_t = 0o666) throws(SystemError) -> Descriptor {
        let number = withCString(name) { path in retrying { openat(self.number, path, flags | O_CLOEXEC, mode) } }
        guard number >= 0 else { throw .last("openat") }
        return Descriptor(owning: number)
    }

    /// Opens the folder `name` below this one; a symbolic link is no folder.
    func openFolder(_ name: [UInt8]) throws(SystemError) -> Descriptor {
        try open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    }

    /// Opens a folder by its path.
    static func openFolder(atPath path: [UInt8]) throws(SystemError) -> Descriptor {
        let number = withCString(path) { path in
            retrying { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        }
        guard number >= 0 else { throw .last("open") }
        return Descriptor(owning: number)
    }

    /// A file without a name in this folder, for writing.
    func openUnnamed() throws(SystemError) -> Descriptor {
        let number = retrying { digitd_open_unnamed(self.number, 0o666) }
        guard number >= 0 else { throw .last("openat") }
        return Descriptor(owning: number)
    }

    /// Gives this unnamed file a name; `EEXIST` where it is taken.
    func link(into folder: Descriptor, as name: [UInt8]) throws(SystemError) {
        let answer = withCString(name) { digitd_link_descriptor(self.number, folder.number, $0) }
        guard answer == 0 else { throw .last("linkat") }
    }

    /// Makes the folder `name` below this one; false where something of that name stands already.
    @discardableResult
    func makeFolder(_ name: [UInt8]) throws(SystemError) -> Bool {
        if withCString(name, { mkdirat(self.number, $0, 0o777) }) == 0 { return true }
        if errno == EEXIST { return false }
        throw .last("mkdirat")
    }

    /// What this descriptor stands for.
    func status() throws(SystemError) -> FileStatus {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .last("fstat") }
        return FileStatus(status)
    }

    /// What stands under `name` in this folder (the link itself, not what it points at); nil where nothing does.
    func status(of name: [UInt8]) throws(SystemError) -> FileStatus? {
        var status = stat()
        if withCString(name, { fstatat(self.number, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 {
            return FileStatus(status)
        }
        if errno == ENOENT { return nil }
        throw .last("fstatat")
    }

    /// What `name` in this folder leads to, behind any links; nil where that is nothing.
    func status(behind name: [UInt8]) throws(SystemError) -> FileStatus? {
        var status = stat()
        if withCString(name, { fstatat(self.number, $0, &status, 0) }) == 0 { return FileStatus(status) }
        if errno == ENOENT { return nil }
        throw .last("fstatat")
    }

    /// Makes a symbolic link; false where something of that name stands already, or it fails for another reason.
    @discardableResult
    func makeLink(_ name: [UInt8], to target: [UInt8]) -> Bool {
        withCString(name) { name in withCString(target) { symlinkat($0, number, name) } } == 0
    }

    /// What a symbolic link says; nil where there is none.
    func linkTarget(of name: [UInt8]) -> [UInt8]? {
        var target = [UInt8](repeating: 0, count: 4096)
        let count = target.withUnsafeMutableBytes { bytes in
            withCString(name) {
                readlinkat(number, $0, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
            }
        }
        return count > 0 ? Array(target[..<count]) : nil
    }

    /// Throws why no names may be made and removed in this folder, where that is so.
    func expectWritable() throws(SystemError) {
        guard withCString([UInt8(ascii: ".")], { faccessat(number, $0, W_OK | X_OK, AT_EACCESS) }) == 0 else {
            throw .last("faccessat")
        }
    }

    /// Gives this file the mode of another, and its owner where that is allowed.
    func takeRights(of other: Descriptor) {
        var status = stat()
        guard fstat(other.number, &status) == 0 else { return }
        // Its owner first: that may take set-user-ID bits away.
        _ = fchown(number, status.st_uid, status.st_gid)
        _ = fchmod(number, status.st_mode & 0o777)
    }

    /// Removes a file; false where there is none.
    @discardableResult
    func remove(_ name: [UInt8]) throws(SystemError) -> Bool {
        if withCString(name, { unlinkat(self.number, $0, 0) }) == 0 { return true }
        if errno == ENOENT { return false }
        throw .last("unlinkat")
    }

    /// Renames over whatever stands there.
    func renameReplacing(_ name: [UInt8], to newName: [UInt8]) throws(SystemError) {
        let answer = withCString(name) { old in
            withCString(newName) { new in renameat(self.number, old, self.number, new) }
        }
        guard answer == 0 else { throw .last("renameat") }
    }

    /// Moves `name` to `folder` without replacing: `EEXIST` where `newName` stands already.
    ///
    /// Where the file system has no such rename, a second name is given and the first removed.
    func rename(_ name: [UInt8], to folder: Descriptor, as newName: [UInt8]) throws(SystemError) {
        let failure: Int32 = withCString(name) { old in
            withCString(newName) { new in
                if digitd_rename_noreplace(self.number, old, folder.number, new) == 0 { return 0 }
                guard errno == EINVAL || errno == ENOSYS else { return errno }
                if linkat(self.number, old, folder.number, new, 0) == 0 {
                    return unlinkat(self.number, old, 0) == 0
                        ? 0 : self.takeBack(new, in: folder, keeping: old, after: errno)
                }
                guard errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS else { return errno }
                if faccessat(folder.number, new, F_OK, 0) == 0 { return EEXIST }
                return renameat(self.number, old, folder.number, new) == 0 ? 0 : errno
            }
        }
        guard failure == 0 else { throw SystemError(number: failure, call: "renameat2") }
    }

    /// Removes the second name of a file whose first one, in this folder, could not be removed.
    ///
    /// - Returns: the failure, or 0 where the first name is gone or another file's: a call may fail and have done its work
    ///   all the same, and then the second name is the only one.
    func takeBack(
        _ new: UnsafePointer<CChar>,
        in folder: Descriptor,
        keeping old: UnsafePointer<CChar>,
        after failure: Int32
    ) -> Int32 {
        var (first, second) = (stat(), stat())
        guard fstatat(folder.number, new, &second, AT_SYMLINK_NOFOLLOW) == 0 else { return failure }
        guard fstatat(number, old, &first, AT_SYMLINK_NOFOLLOW) == 0 else { return errno == ENOENT ? 0 : failure }
        guard first.st_ino == second.st_ino, first.st_dev == second.st_dev else { return 0 }
        _ = unlinkat(folder.number, new, 0)
        return failure
    }

    /// Waits until this file's or folder's content is on the disk.
    func synchronize(dataOnly: Bool = false) throws(SystemError) {
        let answer = retrying { dataOnly ? fdatasync(number) : fsync(number) }
        guard answer == 0 else { throw .last("fsync") }
    }

    /// Waits until everything on this descriptor's file system is on the disk.
    func synchronizeFileSystem() throws(SystemError) {
        guard retrying({ digitd_syncfs(number) }) == 0 else { throw .last("syncfs") }
    }

    /// Writes all the bytes, at `offset` or where the descriptor stands.
    public func write(_ bytes: [UInt8], at offset: Int64? = nil) throws(SystemError) {
        let failure: Int32 = bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
                let count = retrying {
                    if let offset { return pwrite(number, rest.baseAddress, rest.count, off_t(offset) + off_t(done)) }
                    return Glibc.write(number, rest.baseAddress, rest.count)
                }
                if count < 0 { return errno }
                if count == 0 { return EIO }
                done += count
            }
            return 0
        }
        guard failure == 0 else { throw SystemError(number: failure, call: "write") }
    }

    /// Reads up to `count` bytes into `buffer` from its start on and returns how many there were.
    public func read(into buffer: inout [UInt8], from start: Int = 0, count: Int) throws(SystemError) -> Int {
        precondition(start >= 0 && count >= 0 && start + count <= buffer.count, "\(start) + \(count) > \(buffer.count)")
        var failure: Int32 = 0
        let done = buffer.withUnsafeMutableBytes { bytes in
            var done = 0
            while done < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[(start + done)..<(start + count)])
                let got = retrying { Glibc.read(number, rest.baseAddress, rest.count) }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                done += got
            }
            return done
        }
        guard failure == 0 else { throw SystemError(number: failure, call: "read") }
        return done
    }

    /// Whether some process has this file open for writing; nil where the kernel will not say.
    func isHeldByWriter() -> Bool? {
        let answer = digitd_held_by_writer(number)
        return answer < 0 ? nil : answer == 1
    }

    /// What the file system of this descriptor says of itself.
    func fileSystem() throws(SystemError) -> FileSystemFacts {
        var facts = digitd_file_system()
        guard digitd_statfs(number, &facts) == 0 else { throw .last("fstatfs") }
        return FileSystemFacts(
            type: facts.type,
            availableBytes: facts.available_bytes,
            totalBytes: facts.total_bytes,
            freeInodes: facts.free_inodes,
            totalInodes: facts.total_inodes
        )
    }
}

extension Descriptor {
    /// Sets the time of the last change, nanoseconds since 1970; a failure does no harm.
    func setModified(_ nanoseconds: Int64) {
        let time = timespec(nanosecondsSinceEpoch: nanoseconds)
        _ = withUnsafePointer(to: (time, time)) { pair in
            pair.withMemoryRebound(to: timespec.self, capacity: 2) { futimens(number, $0) }
        }
    }
}
