import Foundation
import Logging
import Recognition
import Testing

@testable import Daemon

@Suite struct RollupTests {
    static let hash = ContentHash(of: [])

    static func filed(_ file: String, _ outcome: Outcome = .blank, path: String? = nil) -> FiledResult {
        let result = DigitResult(
            file: file,
            sha256: hash,
            outcome: outcome,
            image: nil,
            model: ModelIdentity(name: "m", sha256: hash),
            classifiedAt: Timestamp(millisecondsSinceEpoch: 0)
        )
        return FiledResult(result, path: path ?? file + ".json")
    }

    private func text(_ root: TemporaryRoot, _ name: String) -> String? {
        try? String(contentsOf: URL(filePath: "\(root.path)/\(name)"), encoding: .utf8)
    }

    private func rollup(_ root: TemporaryRoot, _ format: RollupFormat) throws -> (Rollup, DaemonState, LogKeeper.Lines)
    {
        var configuration = DaemonConfiguration()
        configuration.root = root.path
        configuration.rollup = format
        let (log, lines) = LogKeeper.logger()
        let state = DaemonState(root: root.path)
        return (try #require(Rollup(configuration, state: state, log: log)), state, lines)
    }

    @Test func nothingIsWrittenUnlessAskedFor() {
        #expect(Rollup(DaemonConfiguration(), state: DaemonState(root: "/r"), log: Logger(label: "test")) == nil)
    }

    @Test func aRowAResult() throws {
        let root = try TemporaryRoot()
        let (rollup, _, lines) = try rollup(root, .csv)
        let seven = DigitReading(try #require(DigitProbabilities([0, 0, 0, 0.25, 0, 0, 0, 0.75, 0, 0])))
        rollup.add([
            Self.filed("a.png", .classified(seven)), Self.filed("b, \"c\"\n.png", path: "b, \"c\"\n~2.png.json"),
        ])
        rollup.add([Self.filed("c.txt", .rejected(Rejection(code: .notPNG, message: "no, \"none\"")))])
        #expect(rollup.flush())
        let rest = "\(Self.hash),\(Self.hash),1970-01-01T00:00:00.000Z"
        #expect(
            text(root, "results.csv") == """
                file,status,digit,confidence,reason,result,sha256,model_sha256,classified_at
                a.png,classified,7,0.750000,,a.png.json,\(rest)
                "b, ""c""
                .png",uncertain,,,blank,"b, ""c""
                ~2.png.json",\(rest)
                c.txt,rejected,,,not_png,c.txt.json,\(rest)

                """
        )
        #expect(lines.all.isEmpty)
    }

    /// A failure is told once; lines wait and come later.
    @Test func whatCouldNotBeWrittenIsWrittenLater() throws {
        let root = try TemporaryRoot()
        let path = root.path + "/results.ndjson"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let (rollup, state, lines) = try rollup(root, .ndjson)
        for name in ["a", "b"] {
            rollup.add([Self.filed(name)])
            #expect(!rollup.flush())
        }
        #expect(lines.all == ["the rollup can't be written file=\(path) reason=open: Is a directory"])
        #expect(state.now.lastErrors.count == 1)
        try FileManager.default.removeItem(atPath: path)
        rollup.add([Self.filed("c")])
        #expect(rollup.flush())
        let names = try #require(text(root, "results.ndjson")).split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }.map { $0?["file"] as? String }
        #expect(names == ["a", "b", "c"])
        #expect(lines.all.last == "the rollup is written again file=\(path) missing=0")
        #expect(state.now.missingInRollup == 0)
    }

    /// Memory is bounded: what comes when the buffer is full is missing, and counted.
    @Test func whatDoesNotFitIsCounted() throws {
        let root = try TemporaryRoot()
        let path = root.path + "/results.csv"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let (rollup, state, lines) = try rollup(root, .csv)
        let batch = Array(repeating: Self.filed(String(repeating: "n", count: 1000)), count: 1000)
        for _ in 0..<3 { rollup.add(batch) }
        // A row has the name twice, so one batch fits.
        #expect(state.now.missingInRollup == 2000)
        rollup.close()
        #expect(state.now.missingInRollup == 3000)
        #expect(lines.all.last == "the rollup ends incomplete file=\(path) missing=3000")
    }
}
