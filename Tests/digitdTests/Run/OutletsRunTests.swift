import Foundation
import Recognition
import Testing

@testable import Daemon
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

    @Test func aProgramIsToldAndTheMetricsAreAnswered() throws {
        let root = try DaemonRoot()
        let program = root.folder.appending(path: "hook").path
        let said = root.folder.appending(path: "said").path
        try Data("#!/bin/sh\nbasename \"$1\" >>'\(said)'\ngrep -q '\"schema\": 1' || exit 1\n".utf8)
            .write(to: URL(filePath: program))
        chmod(program, 0o755)
        let config = try root.config("on_result: \(program)\nmetrics_socket: m.sock\n")
        let process = try root.start(root.arguments(["--config", config]))
        defer { process.terminate() }
        func told() -> Int { (try? String(contentsOfFile: said, encoding: .utf8))?.split(separator: "\n").count ?? 0 }
        try root.dropGood(8)
        try root.drop("bad", [1])
        try root.wait("all told") { told() == 9 }
        var metrics = ""
        try root.wait("metrics") {
            metrics = try ask(root.root + "/m.sock")
            return metrics.contains("\ndigitd_on_result_total{outcome=\"told\"} 9\n")
        }
        #expect(metrics.contains("\ndigitd_drop_to_result_seconds_count 9\n"))
        #expect(metrics.contains("\ndigitd_pictures_total{status=\"rejected\"} 1\n"))
        // The status is written once a second.
        try root.wait("status") {
            let status = try Program.run(["status", "--root", root.root])
            return status.output.contains(/\non_result +9 told, 0 failed, 0 dropped\n/)
        }

        // Neither is there after a reload without them.
        try root.config("batch_size: 8\n")
        #expect(try Program.run(["reload", "--root", root.root]).status == 0)
        #expect(!FileManager.default.fileExists(atPath: root.root + "/m.sock"))
        try root.drop("later.png", DaemonRoot.pictures[0])
        try root.wait("result") { try root.results()["later.png"] != nil }
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        // The program would be told a moment after the result stands, or the log would say why not.
        #expect(told() == 9 && !root.log.contains("on_result was not told"), "\(root.log)")
        try root.expectNothingLost()
    }

    /// A program that fails, hangs or is not there takes nothing from the main job.
    @Test(arguments: ["exit 1", "sleep 600", "missing"])
    func aBadProgramCostsNothing(script: String) throws {
        let root = try DaemonRoot()
        let program = root.folder.appending(path: "hook").path
        if script != "missing" {
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: program))
            chmod(program, 0o755)
        }
        try root.dropGood(60)
        let process = try root.start(root.arguments(["--on-result", program, "--on-result-seconds", "1"]))
        defer { process.terminate() }
        try root.wait("all results") { try root.results().count == 60 }
        try root.wait("a failure") { root.log.contains(" on_result failed ") }
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
        try root.expectNothingLost()
        #expect(root.log.split(separator: "\n").filter { $0.contains(" on_result failed ") }.count == 1)
    }

    private func ask(_ path: String) throws -> String {
        guard let number = UnixSocketAddress(path)?.connected() else { return "" }
        let handle = FileHandle(fileDescriptor: number, closeOnDealloc: true)
        _ = fcntl(number, F_SETFL, 0)
        return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    }
}
