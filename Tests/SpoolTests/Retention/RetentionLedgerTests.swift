import Glibc
import Testing

@testable import Spool

/// What retention removes is known as taken: a root still adds up, and what is lost besides still shows.
@Suite struct RetentionLedgerTests {
    @Test func aRootAddsUpAfterEverythingAgedOut() throws {
        let root = try Self.filled()
        let (sweep, ending) = (Self.sweep(root), { false })
        #expect(try Self.findings(root) == [])
        for (folder, count) in [(SpoolFolder.processed, 4), (.rejected, 2), (.results, 8)] {
            #expect(try sweep.remove(from: folder, RetentionCutoff(filedBy: .max), isEnded: ending) == count)
            #expect(try Self.findings(root) == [], "\(folder)")
            _ = try Recovery.run(root.layout)
            #expect(try Self.findings(root) == [], "\(folder), after a start")
        }
        // Those in review stay with their results.
        #expect(try root.files(.results) == ["r0.png.json"])
    }

    @Test(arguments: [SpoolFolder.processed, .results])
    func whatIsLostBesidesShows(folder: SpoolFolder) throws {
        let root = try Self.filled()
        let sweep = Self.sweep(root)
        #expect(try sweep.remove(from: .processed, RetentionCutoff(filedBy: .max, atMost: 2)) { false } == 2)
        _ = try sweep.remove(from: .rejected, RetentionCutoff(filedBy: .max)) { false }
        #expect(try sweep.remove(from: .results, RetentionCutoff(filedBy: .max, atMost: 3)) { false } == 3)
        #expect(try Self.findings(root) == [])
        let left = try root.files(.processed)
        let name = try #require(left.first { Self.kind($0) == .classified })
        unlink("\(root.path)/processed/\(name)")
        if folder == .results { unlink("\(root.path)/results/\(name).json") }
        let findings = try Self.findings(root)
        if folder == .processed {
            #expect(findings.contains(.originalGone(result: Array("results/\(name).json".utf8))))
        } else if case .resultsGone(let number, let known) = findings.first {
            #expect(findings.count == 1 && number == known + 1)
        } else {
            Issue.record("\(findings)")
        }
    }

    @Test(arguments: [SpoolFolder.processed, .results], 1...3)
    func itMayStopAnywhere(folder: SpoolFolder, removals: Int) throws {
        let root = try Self.filled()
        var sweep = Self.sweep(root)
        if folder == .results {
            for folder in [SpoolFolder.processed, .rejected] {
                _ = try sweep.remove(from: folder, RetentionCutoff(filedBy: .max)) { false }
            }
        }
        var left = removals
        sweep.stopsAfterRemoval = {
            left -= 1
            return left == 0
        }
        #expect(try sweep.remove(from: folder, RetentionCutoff(filedBy: .max)) { false } == removals)
        #expect(try Self.findings(root) == [], "while it is open")
        _ = try Recovery.run(root.layout)
        #expect(try RetentionRecord.read(root.layout.open(.state)) == nil)
        #expect(try Self.findings(root) == [], "after a start")
        sweep.stopsAfterRemoval = nil
        _ = try sweep.remove(from: folder, RetentionCutoff(filedBy: .max)) { false }
        #expect(try Self.findings(root) == [], "after the rest")
    }

    @Test func anOpenRecordIsSettledByTheNextSweep() throws {
        let root = try Self.filled()
        var sweep = Self.sweep(root)
        sweep.stopsAfterRemoval = { true }
        _ = try sweep.remove(from: .processed, RetentionCutoff(filedBy: .max)) { false }
        sweep.stopsAfterRemoval = nil
        #expect(try sweep.remove(from: .rejected, RetentionCutoff(filedBy: .max)) { false } == 2)
        #expect(try Self.findings(root) == [])
    }

    @Test func whatPeopleTookIsAcceptedBesideAnOpenRecord() throws {
        let root = try Self.filled()
        var sweep = Self.sweep(root)
        sweep.stopsAfterRemoval = { true }
        _ = try sweep.remove(from: .rejected, RetentionCutoff(filedBy: .max)) { false }
        unlink(root.path + "/processed/c0.png")
        unlink(root.path + "/processed/c1.png")
        var summary: VerificationSummary?
        #expect(!(try Self.findings(root) { summary = $0 }.isEmpty))
        try Verification.accept(try #require(summary), root.layout, isRunning: false)
        #expect(try Self.findings(root) == [])
        _ = try Recovery.run(root.layout)
        #expect(try Self.findings(root) == [])
    }

    @Test func aMissedOriginalWhoseResultGoesTooIsMissedNoMore() throws {
        let root = try TemporaryRoot()
        let sweep = Self.sweep(root)
        try root.write("c0.png")
        try Self.file(root)
        unlink(root.path + "/processed/c0.png")
        #expect(try Self.findings(root).contains(.originalsGone(1, known: 0)))
        #expect(try sweep.remove(from: .results, RetentionCutoff(filedBy: .max)) { false } == 1)
        #expect(try Self.findings(root) == [])
        try root.write("c1.png")
        try Self.file(root)
        #expect(try sweep.remove(from: .processed, RetentionCutoff(filedBy: .max)) { false } == 1)
        #expect(try Self.findings(root) == [])
    }

    @Test func aTornRecordIsNone() throws {
        let root = try TemporaryRoot()
        let state = try root.layout.open(.state)
        let record = RetentionRecord(
            before: Taken(results: 3, originals: -2),
            entries: [
                .init(folder: .results, path: Array("a/b.png.json".utf8), change: Taken(results: 1, originals: -1)),
                .init(folder: .processed, path: [0xFF, 0x0A], change: Taken(originals: 1)),
            ]
        )
        try record.write(state)
        #expect(try RetentionRecord.read(state) == record)
        let path = root.layout.path(of: .state) + "/aging"
        let size = try #require(try state.status(of: Array("aging".utf8))).stamp.size
        for cut in [size - 1, 20, 0] {
            #expect(truncate(path, Int(cut)) == 0)
            #expect(try RetentionRecord.read(state) == nil, "\(cut) bytes")
        }
    }

    // MARK: - A root of every kind of file; the first letter of a name says of which

    private static func filled() throws -> TemporaryRoot {
        let root = try TemporaryRoot()
        for (index, name) in ["c0", "c1", "s/c2", "2a", "x0", "s/x1", "r0", "d0", "d1"].enumerated() {
            try root.write("\(name).png", Pictures.picture(index))
        }
        try file(root)
        return root
    }

    private static func sweep(_ root: TemporaryRoot) -> RetentionSweep {
        RetentionSweep(root.layout, placements: ["7"], facts: facts)
    }

    private static func file(_ root: TemporaryRoot) throws {
        var configuration = Intake.Configuration()
        configuration.once = true
        let intake = try Intake(root.layout, configuration: configuration)
        let filing = try Filing(root.layout)
        var buffer: [UInt8] = []
        while let files = intake.waitForBatch(limit: 100) {
            var outcomes: [Outcome] = []
            for file in files {
                guard case .ready(let stamp) = intake.read(file, into: &buffer) else { continue }
                var outcome = StandIn.outcome(file, stamp, buffer, destination(file.displayPath))
                outcome.isDuplicate = kind(file.displayPath) == .duplicate
                outcomes.append(outcome)
            }
            intake.finish(outcomes.map(\.file), filing.file(outcomes))
        }
    }

    private static func letter(_ path: String) -> Character? { path.split(separator: "/").last?.first }

    private static func destination(_ path: String) -> Outcome.Destination {
        switch letter(path) {
        case "x": .rejected
        case "r": .review(placement: "7")
        case "d": .delete
        default: .processed
        }
    }

    private static func kind(_ path: String) -> Counts.Kind {
        switch letter(path) {
        case "x": .rejected
        case "r": .uncertain
        case "2": .duplicate
        default: .classified
        }
    }

    private static func facts(_ bytes: [UInt8]) -> Verification.ResultFacts? {
        let words = String(decoding: bytes, as: UTF8.self).split(separator: "\"")
        guard words.count == 9 else { return nil }
        let path = String(words[3])
        return Verification.ResultFacts(
            sha256: Array(words[7].utf8),
            kind: kind(path),
            isForReview: letter(path) == "r",
            file: path
        )
    }

    private static func findings(
        _ root: TemporaryRoot,
        _ summary: (VerificationSummary) -> Void = { _ in }
    ) throws -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        let verification = Verification(
            root.layout,
            placements: ["7"],
            facts: facts,
            hash: { path in
                let (folder, name) = SpoolPath.split(path)
                return (try? Descriptor.openFolder(atPath: folder).contents(of: name)).flatMap { $0 }.map(StandIn.hash)
            },
            readsOriginals: true
        ) { findings.append($0) }
        summary(try verification.run(isRunning: false))
        return findings
    }
}
