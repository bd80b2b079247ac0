import Glibc
import Recognition
import Spool

/// `digitd doctor`: looks at a root before it is used. Makes nothing that stays.
public struct Doctor: Sendable {
    let configuration: DaemonConfiguration
    let lanes: Int
    let samples: [Sample]

    /// A picture whose digit is known.
    public struct Sample: Sendable {
        let bytes: [UInt8]
        let digit: Int

        /// A picture with its digit.
        public init(bytes: [UInt8], digit: Int) {
            self.bytes = bytes
            self.digit = digit
        }
    }

    /// - Parameter samples: the golden examples the model has to read.
    public init(_ configuration: DaemonConfiguration, processors: Int, samples: [Sample]) {
        self.configuration = configuration
        lanes = configuration.lanes(processors: processors)
        self.samples = samples
    }

    /// Everything that was looked at.
    public func findings() -> [DoctorFinding] {
        var findings = [user, rootFinding]
        if findings.last?.level == .fine {
            findings += holder
            findings += loops
            findings += mounts
            for folder in SpoolFolder.allCases { findings += check(folder) }
            findings += inboxFiles
            findings += space
        }
        return findings + hook + kernel + [model]
    }

    func path(of folder: SpoolFolder) -> String { "\(configuration.root)/\(folder.rawValue)" }

    private var user: DoctorFinding {
        let name = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())"
        return .note("user", "looked at as \(name); for the service: sudo -u digitd digitd doctor")
    }

    private var rootFinding: DoctorFinding {
        let root = configuration.root
        var status = stat()
        if stat(root, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                return .problem("root", "\(root) is not a folder; move it away or name another with --root")
            }
            guard access(root, R_OK | X_OK) == 0 else {
                return .problem(
                    "root",
                    "\(root) can't be entered by this user (\(Self.owner(status))); give it the right"
                )
            }
            return .fine("root", "\(root), \(Self.owner(status))")
        }
        // The folders on the way are made too.
        var above = Self.parent(of: root)
        while above != "/", above != ".", access(above, F_OK) != 0, errno == ENOENT { above = Self.parent(of: above) }
        guard access(above, W_OK | X_OK) == 0 else {
            return .problem(
                "root",
                "\(root) is not there and can't be made in \(above); make it, owned by digitd's user"
            )
        }
        return .note("root", "\(root) is not there yet; the first start makes it")
    }

    /// The folder that a path lies in.
    private static func parent(of path: String) -> String {
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        if path.hasPrefix("/") { return "/" + parent }
        return parent.isEmpty ? "." : parent
    }

    private var holder: [DoctorFinding] {
        guard let holder = (try? RootHolder.of(configuration.root)) ?? nil else { return [] }
        return [.note("lock", "a digitd works here now (process \(holder))")]
    }

    /// Owner and rights in words: `owner digitd, group digitd, rwxr-x---`.
    static func owner(_ status: stat) -> String {
        let user = getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) } ?? "\(status.st_uid)"
        let group = getgrgid(status.st_gid).map { String(cString: $0.pointee.gr_name) } ?? "\(status.st_gid)"
        let letters = Array("rwxrwxrwx").enumerated().map { index, letter in
            status.st_mode & (1 << (8 - mode_t(index))) != 0 ? String(letter) : "-"
        }
        return "owner \(user), group \(group), \(letters.joined())"
    }

    private var model: DoctorFinding {
        let found: DigitModel
        do {
            let (model, troubles) = try ModelChoice(given: configuration.model, root: configuration.root).load()
            if let trouble = troubles.first {
                return .problem("model", "\(trouble); '\(model.identity.name)' would stand in")
            }
            found = model
        } catch {
            return .problem("model", "\(error)")
        }
        guard !samples.isEmpty else {
            return .note(
                "model",
                "\(found.identity.name) loads; the sample pictures are not installed, so it was not tried"
            )
        }
        let preparer = PicturePreparer(limits: configuration.decodingLimits)
        let outcomes = DigitReader(found, threshold: 0).read(samples.map { preparer.prepare($0.bytes) })
        let right = zip(outcomes, samples).count { $0.reading?.digit == $1.digit }
        let text = "\(found.identity.name) reads \(right) of \(samples.count) sample pictures"
        return right * 10 >= samples.count * 9
            ? .fine("model", text)
            : .problem("model", text + "; take another with --model, or go back to an earlier one")
    }
}
