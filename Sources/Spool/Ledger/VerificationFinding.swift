/// Something that does not add up.
public enum VerificationFinding: Equatable, Sendable {
    /// An original whose result is missing.
    case noResult(original: [UInt8])
    /// An original with other bytes than its result names.
    case otherContent(original: [UInt8])
    /// A file in `results/` that is none.
    case noResultFile(path: [UInt8])
    /// A result whose original is nowhere.
    case originalGone(result: [UInt8])
    /// An original that lies in more than one folder, with the same content.
    case twoPlaces(paths: [[UInt8]])
    /// Originals of one name, which has one result: different ones, as far as is known.
    case sameName(paths: [[UInt8]])
    /// More results than were counted, by kind.
    case uncounted(Counts)
    /// Results that were counted and are not there.
    case resultsGone(Int, known: Int)
    /// Originals that were filed and are not there.
    case originalsGone(Int, known: Int)
}

extension VerificationFinding: CustomStringConvertible {
    /// One line that names the file, says what is wrong and what to do.
    public var description: String {
        switch self {
        case .noResult(let path):
            "\(NameEscaping.text(path)): has no result; move it into inbox/ to have it read again"
        case .otherContent(let path):
            "\(NameEscaping.text(path)): is not the file its result was made from; move it into inbox/ to have it read"
        case .noResultFile(let path):
            "\(NameEscaping.text(path)): is no result, or a torn one; move it away, and its original into inbox/"
        case .originalGone(let path):
            "\(NameEscaping.text(path)): its original is in none of processed/, review/ and rejected/"
        case .twoPlaces(let paths):
            "\(NameEscaping.text(paths[0])): lies in \(paths.dropFirst().map(NameEscaping.text).joined(separator: " and ")) "
                + "too; keep one"
        case .sameName(let paths):
            "\(NameEscaping.text(paths[0])): bears the name of "
                + "\(paths.dropFirst().map(NameEscaping.text).joined(separator: " and ")) too; move the one that the result "
                + "was not made from into inbox/ to have it read"
        case .uncounted(let counts):
            "results: \(Self.list(counts)) than digitd has counted; something else wrote there, or .digitd/ is not that of "
                + "these results, as after restoring a backup: then 'digitd verify --accept' takes note"
        case .resultsGone(let number, let known):
            "results: \(number) that were written are not there\(Self.known(known)); if people took them, "
                + "'digitd verify --accept' takes note"
        case .originalsGone(let number, let known):
            "originals: \(number) that were filed are not there\(Self.known(known)); if people took them, "
                + "'digitd verify --accept' takes note"
        }
    }

    /// `3 more classified and 1 more rejected`.
    private static func list(_ counts: Counts) -> String {
        Counts.Kind.allCases.filter { counts[$0] > 0 }.map { "\(counts[$0]) more \($0.rawValue)" }
            .joined(separator: " and ")
    }

    private static func known(_ number: Int) -> String {
        number > 0 ? ", \(number) of them known to be taken" : ""
    }
}

/// What a verification counted.
public struct VerificationSummary: Sendable {
    /// What the ledger says.
    public var receipt: Receipt
    /// Originals in `processed/`, `review/` and `rejected/`.
    public internal(set) var originals = 0
    /// Results, by kind.
    public internal(set) var results = Counts()
    /// Results whose original lies in the inbox: it is about to leave, or people have put it there once more.
    public internal(set) var open = Counts()
    /// Of these, those that the journals have in hand, which are not counted yet.
    var inHand = Counts()
    /// Results whose original people took out of `review/`.
    public internal(set) var takenFromReview = 0
    /// Results without original, those of `originals = delete` among them.
    public internal(set) var absentOriginals = 0
    /// Results that are there and were not counted.
    public internal(set) var uncounted = Counts()
    /// Of the results counted, those that are not there.
    public internal(set) var missingResults = 0
    /// Of the originals filed and not removed by `originals = delete`, those that are not there. Below 0 where results
    /// of removed ones were taken.
    public internal(set) var missingOriginals = 0
    /// The first of the results without original.
    var absent: [[UInt8]] = []
    static let mostAbsent = 10_000

    init(receipt: Receipt) { self.receipt = receipt }

    /// The results that are there beyond those counted. Beside a daemon each whose original is in the inbox may be one
    /// that it has just written.
    func surplus(over counts: Counts, isRunning: Bool) -> Counts {
        let open = isRunning ? open : inHand
        var surplus = Counts()
        for kind in Counts.Kind.allCases {
            surplus[kind] = max(0, results[kind] - open[kind] - counts.written(kind))
        }
        return surplus
    }

    /// How many results are missing, of those that were written.
    func missing(from counts: Counts) -> Int {
        Counts.Kind.allCases.reduce(0) { sum, kind in
            sum + max(0, counts.written(kind) - (results[kind] - inHand[kind]))
        }
    }
}
