import Foundation
import Testing

@testable import digitd

/// `digitd run --rollup`: all results in one file.
@Suite struct RollupRunTests {
    /// The records of a text of comma-separated values (RFC 4180), by a reader of the test's own.
    static func records(_ text: String) -> [[String]] {
        var records: [[String]] = []
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"" where isQuoted && rest.first == "\"":
                rest.removeFirst()
                field.unicodeScalars.append("\"")
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                fields.append(field)
                field = ""
            case "\n" where !isQuoted:
                records.append(fields + [field])
                (fields, field) = ([], "")
            default: field.unicodeScalars.append(scalar)
            }
        }
        return records
    }

    /// - Parameter mostHalf: how many rows may have too few fields; they are left out.
    private func rows(_ root: DaemonRoot, mostHalf: Int = 0) throws -> [[String: String]] {
        let text = try String(contentsOf: URL(filePath: root.root + "/results.csv"), encoding: .utf8)
        let records = Self.records(text)
        let names = try #require(records.first)
        let half = records.dropFirst().filter { $0.count < names.count }
        try #require(half.count <= mostHalf, "\(half)")
        return try records.dropFirst().filter { $0.count >= names.count }.map { record in
            try #require(record.count == names.count, "\(record)")
            return Dictionary(uniqueKeysWithValues: zip(names, record))
        }
    }

    /// Any name that a file can have comes back from a reader of CSV as the result has it.
    @Test func everyResultHasItsRowWhateverItsName() throws {
        let root = try DaemonRoot()
        let names = [
            "a.png", "with, comma.png", "\"quoted\".png", "line\nbreak\r.png", "=1+1.png", " blank .png", "ü\u{1F}.png",
        ]
        for (index, name) in names.enumerated() {
            try root.drop("sub,\"\n/\(name)", DaemonRoot.pictures[index])
        }
        try root.drop("bad,one", [1])
        let run = try Program.run(root.arguments(["--once", "--rollup", "csv"]))
        #expect(run.status == 1, "\(run.errors)")
        let rows = try rows(root)
        let results = try root.files("results")
        #expect(Set(rows.map { $0["result"] }) == Set(results.keys))
        #expect(rows.count == names.count + 1)
        for row in rows {
            let data = try #require(results[row["result"] ?? ""])
            let result = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            for key in ["file", "status", "sha256", "classified_at"] { #expect(row[key] == result[key] as? String) }
            #expect(row["digit"] == (result["digit"] as? Int).map(String.init) ?? "")
            #expect(row["model_sha256"] == (result["model"] as? [String: String])?["sha256"])
        }
    }

    @Test func aLineOfNDJSONIsTheResult() throws {
        let root = try DaemonRoot()
        try root.dropGood(20)
        #expect(try Program.run(root.arguments(["--once", "--rollup", "ndjson"])).status == 0)
        let lines = try String(contentsOf: URL(filePath: root.root + "/results.ndjson"), encoding: .utf8)
            .split(separator: "\n")
        #expect(lines.count == 20)
        let results = try root.results()
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary
            let file = try #require(object?["file"] as? String)
            #expect(object == results[file].map { NSDictionary(dictionary: $0) })
        }
    }

    /// Over kills a row may be missing; none comes twice, none is half but the last before a kill, each has its result.
    @Test func overKillsNoRowComesTwice() throws {
        let root = try DaemonRoot()
        try root.dropGood(100)
        let arguments = root.arguments(["--rollup", "csv", "--batch-size", "8", "--durability", "none"])
        for round in 1...3 {
            let before = try root.results().count
            // There is something to do also where the round before has finished all.
            try root.dropGood(100, from: 100 * round)
            let process = try root.start(arguments)
            try root.wait("results of round \(round)") { try root.results().count > before }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        for index in 0..<20 { try root.drop("last-\(index).png", DaemonRoot.pictures[index] + [0]) }
        let before = Set(try root.files("results").keys)
        #expect(try Program.run(arguments + ["--once"]).status == 0)
        try root.expectNothingLost()
        let results = try rows(root, mostHalf: 3).compactMap { $0["result"] }
        #expect(Set(results).count == results.count)
        let all = Set(try root.files("results").keys)
        #expect(all.count == 420 && Set(results).isSubset(of: all))
        // What was read last was read to a good end.
        #expect(all.subtracting(before).isSubset(of: Set(results)))
    }

    /// A rollup that can't be written is told once and costs nothing else.
    @Test func withoutItTheWorkGoesOn() throws {
        let root = try DaemonRoot()
        try FileManager.default.createDirectory(
            atPath: root.root + "/results.csv",
            withIntermediateDirectories: true
        )
        try root.dropGood(100)
        let run = try Program.run(root.arguments(["--once", "--rollup", "csv", "--batch-size", "8"]))
        #expect(run.status == 0, "\(run.errors)")
        try root.expectNothingLost()
        #expect(try root.results().count == 100)
        let told = run.errors.split(separator: "\n").filter { $0.contains("the rollup") }
        #expect(told.count == 2, "\(told)")
        #expect(told.first?.contains("can't be written") == true)
        #expect(told.last?.contains("ends incomplete") == true && told.last?.contains("missing=100") == true)
    }
}
