import Foundation
import Testing

@testable import digitd

@Suite struct BenchCommandTests {
    private func rows(_ output: String) -> [String: Double] {
        var rows: [String: Double] = [:]
        for line in output.split(separator: "\n") where line.hasSuffix("%") {
            let words = line.split(separator: " ")
            rows[words.dropLast(3).joined(separator: " ")] = Double(words[words.count - 3])
        }
        return rows
    }

    @Test func printsEveryStageAndLeavesNothingBehind() throws {
        try Program.withFolder { folder in
            let run = try Program.run(["bench", folder.path, "--files", "40"])
            #expect(run.status == 0 && run.errors == "", "\(run.errors)")
            let rows = rows(run.output)
            #expect(rows.count == 6)
            for stage in ["list, open and read", "decode, normalise, hash", "network", "write result, move original"] {
                #expect(try #require(rows[stage]) > 0)
            }
            let speed = try #require(run.output.firstMatch(of: #/files a second +([0-9]+)/#))
            #expect(try #require(Int(speed.1)) > 0)
            #expect(run.output.firstMatch(of: #/limit +(?:disk|decode|network|result): /#) != nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test func takesThePicturesOfTheFolderAndLeavesThem() throws {
        try Program.withFolder { folder in
            _ = try Program.run(["draw", "--out", folder.path + "/drawn", "--count", "1", "--sides", "200-200"])
            let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            let run = try Program.run(["bench", folder.path, "--files", "10", "--durability", "none"])
            #expect(run.status == 0, "\(run.errors)")
            #expect(rows(run.output)["sync (durability none)"] == 0)
            #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == before)
        }
    }

    @Test func wantsAFolder() throws {
        #expect(try Program.run(["bench"]).status == 64)
        #expect(try Program.run(["bench", "/dev/null/at/all"]).status == 2)
    }
}
