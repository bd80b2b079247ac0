import Foundation
import Recognition
import Testing

@testable import digitd

/// What a running daemon tells the log, a program, and those who connect.
@Suite struct OutletsRunTests {
    /// A file's lines in the log are found by what its result says.
    @Test func aLineOfTheLogIsFoundByTheHashInTheResult() throws {
        let root = try DaemonRoot()
        try root.dropGood(3)
        try root.drop("bad", [1])
        let first = try Program.run(root.arguments(["--once"]))
        // The same name again, with other bytes.
        try root.drop("good-0.png", DaemonRoot.pictures[9])
        let second = try Program.run(root.arguments(["--once"]))
        let lines = (first.errors + second.errors).split(separator: "\n")
        let results = try root.results()
        #expect(results.count == 5)
        for (path, result) in results {
            let hash = try #require(result["sha256"] as? String)
            let found = lines.filter { $0.contains(" id=\(hash.prefix(16)) ") }
            #expect(found.count == 1, "\(path): \(found)")
            #expect(found.first?.contains(" notice \(result["status"] as? String ?? "") ") == true)
            #expect(found.first?.contains(" file=\(result["file"] as? String ?? "") ") == true)
            // Where the result's name is not that of the file, it is said.
            #expect(found.first?.contains(" result=good-0~2.png.json") == (path == "good-0~2.png"))
        }
    }

    @Test func aFileWithoutAHashGoesByItsName() {
        // printf %s scan.png | sha256sum | cut -c1-16
        #expect(DigitResult.id(sha256: nil, file: "scan.png") == "7ac1da2d54d28ef4")
    }
}
