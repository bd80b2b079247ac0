import FoundationEssentials
import Recognition
import Spool

/// `digitd verify`: whether folders, results and ledger of a root add up.
public struct RootVerification: Sendable {
    /// What was counted, and how many things did not add up.
    public struct Report: Sendable {
        /// What was counted.
        public let summary: VerificationSummary
        /// Things that did not add up.
        public let findings: Int
        /// Those of them that ``RootVerification/accept(_:)`` does not settle.
        public let lasting: Int
        /// Files in the inbox that have no outcome yet.
        public let waiting: Int
    }

    private let layout: SpoolLayout
    private let isRunning: Bool

    /// - Throws: `SpoolError` where there is no such root, or a folder of it is not mounted.
    public init(root: String) throws(SpoolError) {
        layout = try SpoolLayout(existing: root)
        try MountRecord(layout).check()
        isRunning = try RootHolder.of(root) != nil
    }

    /// Looks at everything; calls `report` with a line for each thing that does not add up.
    ///
    /// - Parameter readsOriginals: compares every original's hash with the one in its result.
    public func run(readsOriginals: Bool, _ report: @escaping (String) -> Void) throws(SpoolError) -> Report {
        let count = Count()
        let verification = Verification(
            layout,
            placements: Workshop.placements,
            facts: Self.facts,
            hash: { FileHash.of($0)?.hexBytes },
            readsOriginals: readsOriginals
        ) { finding in
            count.findings += 1
            if !finding.isSettledByAccepting { count.lasting += 1 }
            report(finding.description)
        }
        let summary = try verification.run(isRunning: isRunning)
        return Report(
            summary: summary,
            findings: count.findings,
            lasting: count.lasting,
            waiting: InboxCount.waiting(root: layout.root)
        )
    }

    /// Takes note of what is missing as taken away by people, and of results that nobody counted as digitd's own.
    public func accept(_ report: Report) throws(SpoolError) {
        // Where nothing was found there is nothing to note, and no ledger to make in a folder that is no root.
        guard report.findings > report.lasting else { return }
        try Verification.accept(report.summary, layout, isRunning: isRunning)
    }

    private final class Count {
        var findings = 0
        var lasting = 0
    }

    private struct ResultFile: Decodable {
        var schema: Int
        var file: String
        var sha256: String?
        var status: String
        var duplicateOf: String?

        enum CodingKeys: String, CodingKey {
            case schema, file, sha256, status
            case duplicateOf = "duplicate_of"
        }
    }

    /// What the bytes of a result say; nil where they are none.
    static func facts(_ bytes: [UInt8]) -> Verification.ResultFacts? {
        guard let result = try? JSONDecoder().decode(ResultFile.self, from: Data(bytes)),
            result.schema == DigitResult.schema, let status = Status(rawValue: result.status)
        else { return nil }
        return Verification.ResultFacts(
            sha256: result.sha256.map { Array($0.utf8) },
            kind: result.duplicateOf == nil ? Counts.Kind(status) : .duplicate,
            isForReview: status == .uncertain,
            file: result.file
        )
    }
}

extension Counts.Kind {
    /// What a file of this status counts as, where it is no duplicate.
    init(_ status: Status) {
        self =
            switch status {
            case .classified: .classified
            case .uncertain: .uncertain
            case .rejected: .rejected
            }
    }
}
