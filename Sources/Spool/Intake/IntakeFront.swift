import Glibc

/// The side of the intake that looks at the inbox: watches, the listing under way, open folders.
struct IntakeFront: ~Copyable {
    private let layout: SpoolLayout
    var watcher: InboxWatcher
    var scanner = InboxScanner()
    private var folders: [[UInt8]: InboxFolder] = [:]
    private static let keptFolders = 128

    /// A listing is due whatever the clock says.
    var wantsListing = true
    /// An event said that the inbox is another one, or gone.
    var inboxIsLost = false
    /// When the next listing is due (monotonic).
    var nextListing: Int64 = .max
    /// When the folders are listed that are polled (monotonic), and whether that is under way.
    var nextPoll: Int64 = .max
    var isPolling = false
    /// The next listing finds what was left to it: it shows nothing about events.
    var leavesEventsUnchecked = false
    /// When the listing under way began, and the last whole one (wall); 0 for none.
    var listingStart: Int64 = 0
    var previousListing: Int64 = 0
    var listingChecksEvents = false
    var lastListingWasEmpty = false

    private var inode: UInt64?
    private var device: UInt64?

    init(layout: SpoolLayout) throws(SpoolError) {
        self.layout = layout
        watcher = try InboxWatcher()
    }

    /// An open folder of the inbox; opened where it is not, symbolic links not followed.
    mutating func folder(_ path: [UInt8]) throws(SystemError) -> InboxFolder {
        if let known = folders[path] { return known }
        var current = try layout.openExisting(.inbox)
        for component in SpoolPath.components(path) { current = try current.openFolder(component) }
        let folder = InboxFolder(path: path, descriptor: current)
        if folders.count >= Self.keptFolders { folders = [:] }
        folders[path] = folder
        return folder
    }

    mutating func forgetFolders(below path: [UInt8]) {
        folders = folders.filter { !SpoolPath.isInside($0.key, path) }
    }

    /// Lets go of all open folders, so that the inbox can be unmounted while nothing is in hand.
    mutating func rest() {
        if !folders.isEmpty { folders = [:] }
    }

    /// Looks whether the inbox is still the one that is watched, and starts anew where it is not.
    ///
    /// - Returns: whether it is another one.
    @discardableResult
    mutating func checkInbox() throws(SpoolOutage) -> Bool {
        let status: FileStatus
        let rootDevice: UInt64
        do throws(SystemError) {
            let inbox: Descriptor
            do {
                inbox = try layout.openExisting(.inbox)
            } catch {
                guard error.number == ENOENT else { throw error }
                // Removed: made anew, as at the start.
                try layout.rootDescriptor.makeFolder(SpoolFolder.inbox.bytes)
                inbox = try layout.openExisting(.inbox)
            }
            status = try inbox.status()
            rootDevice = try layout.rootDescriptor.status().stamp.device
        } catch {
            throw SpoolOutage(error, in: .inbox)
        }
        let isSame = status.stamp.inode == inode && status.stamp.device == device
        if let device, device != rootDevice, status.stamp.device == rootDevice {
            throw SpoolOutage(cause: .unmounted, folder: .inbox)
        }
        let isAnother = inode != nil && (!isSame || inboxIsLost)
        if isAnother {
            folders = [:]
            do {
                try watcher.reset()
            } catch {
                throw SpoolOutage(SystemError(number: EMFILE, call: "inotify_init1"), in: .inbox)
            }
        }
        inode = status.stamp.inode
        device = status.stamp.device
        inboxIsLost = false
        return isAnother
    }
}
