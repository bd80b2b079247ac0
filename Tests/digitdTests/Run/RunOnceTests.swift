import Foundation
import Imaging
import NeuralNetwork
import Recognition
import Testing

@testable import digitd

/// `digitd run --once`: what becomes of good and bad files.
@Suite struct RunOnceTests {
    /// A picture that says it has 60,000 x 60,000 pixels.
    private static func bomb() throws -> [UInt8] {
        var bytes = DaemonRoot.pictures[0]
        // Width and height stand after the signature, the length and the name of the first chunk.
        for place in [16, 20] { bytes.replaceSubrange(place..<(place + 4), with: [0, 0, 0xEA, 0x60]) }
        // The checksum of the chunk's name and data (CRC-32 of the PNG specification, annex D).
        var sum: UInt32 = .max
        for byte in bytes[12..<29] {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        sum = ~sum
        bytes.replaceSubrange(29..<33, with: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) })
        return bytes
    }

    /// Anybody can give a file any time.
    @Test(arguments: [-1, 10_413_792_000, 13_569_465_600, Int.min, Int.max])
    func filesOfAnyTimeAreRead(seconds: Int) throws {
        let root = try DaemonRoot()
        let times = [timespec](repeating: timespec(tv_sec: seconds, tv_nsec: 5), count: 2)
        // One that is whole, and one whose age says whether it is.
        try root.drop("a.png", DaemonRoot.pictures[3])
        try root.drop("sub/b.png", Array("no picture".utf8))
        for path in ["a.png", "sub/b.png"] {
            #expect(utimensat(AT_FDCWD, "\(root.root)/inbox/\(path)", times, 0) == 0)
        }
        let run = try Program.run(root.arguments(["--once"]))
        // One was rejected.
        #expect(run.status == 1, "\(run.errors)")
        try root.expectNothingLost()
        let status = try Program.run(["status", "--root", root.root])
        #expect(status.status == 0, "\(status.errors)")
        let process = try root.start(root.arguments([]))
        defer { process.terminate() }
        try root.drop("c.png", DaemonRoot.pictures[4])
        #expect(utimensat(AT_FDCWD, "\(root.root)/inbox/c.png", times, 0) == 0)
        try root.wait("the third") { try root.results().count == 3 }
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        try root.expectNothingLost()
    }

    /// Results that lie in the inbox would be read as pictures, and theirs again.
    @Test(arguments: [("results", "inbox"), ("processed", "inbox/sub"), ("inbox", "review/sub")])
    func outputsInTheInboxAreRefused(link: String, place: String) throws {
        let root = try DaemonRoot()
        try root.drop("a.png", DaemonRoot.pictures[3])
        let links = root.root + "/" + link
        if link == "inbox" { try FileManager.default.removeItem(atPath: links) }
        try FileManager.default.createDirectory(atPath: "\(root.root)/\(place)", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: links, withDestinationPath: place)
        let run = try Program.run(root.arguments(["--once"]))
        #expect(run.status == 2 && run.errors.contains("move it out"), "\(run.errors)")
        #expect(link == "inbox" || FileManager.default.fileExists(atPath: root.root + "/inbox/a.png"))
        let reason = link == "inbox" ? "is the inbox and lies in" : "lies in the inbox"
        #expect(run.errors.contains(reason), "\(run.errors)")
    }

    @Test func badFilesHaveClearOutcomesAndGoodOnesAreRead() throws {
        let root = try DaemonRoot()
        try root.dropGood(30)
        try root.drop("sub/folder/good.png", DaemonRoot.pictures[1])
        let bad: [String: (code: String, bytes: [UInt8])] = [
            "text.png": ("not_png", Array("no picture at all".utf8)),
            "half.png": ("truncated", Array(DaemonRoot.pictures[0].dropLast(40))),
            "nothing.png": ("empty", []),
            "bomb.png": ("too_large", try Self.bomb()),
            "y.png/x.png": ("not_png", Array("text in a folder named like a picture".utf8)),
        ]
        for (name, file) in bad { try root.drop(name, file.bytes) }
        try FileManager.default.createSymbolicLink(
            atPath: root.root + "/inbox/link.png",
            withDestinationPath: "half.png"
        )
        #expect(mkfifo(root.root + "/inbox/pipe.png", 0o600) == 0)

        let run = try Program.run(root.arguments(["--once"]))

        #expect(run.status == 1, "\(run.errors)")
        #expect(run.output == "")
        #expect(try FileManager.default.contentsOfDirectory(atPath: root.root + "/inbox").contains("link.png"))
        try FileManager.default.removeItem(atPath: root.root + "/inbox/link.png")
        try FileManager.default.removeItem(atPath: root.root + "/inbox/pipe.png")
        try root.expectNothingLost()
        let schema = try ResultSchema()
        let results = try root.results()
        #expect(results.count == 36)
        for (name, result) in results {
            #expect(schema.faults(result) == [], "\(name)")
            #expect(result["file"] as? String == name)
            let code = (result["error"] as? [String: String])?["code"]
            #expect(code == bad[name]?.code, "\(name)")
            if bad[name] == nil { #expect(result["status"] as? String == "classified") }
        }
        #expect(Set(try root.files("rejected").keys) == Set(bad.keys))
        #expect(run.errors.contains(" left alone file=link.png reason=\"symbolic link\"\n"))
        #expect(run.errors.contains(" left alone file=pipe.png "))
        #expect(run.errors.contains(" rejected file=half.png "))
    }

    @Test func doubtfulPicturesGoToReviewUnderTheGuess() throws {
        let root = try DaemonRoot()
        try root.drop("a.png", DaemonRoot.pictures[3])
        let run = try Program.run(root.arguments(["--once", "--min-confidence", "1"]))
        #expect(run.status == 0, "\(run.errors)")
        let result = try #require(try root.results()["a.png"])
        #expect(result["status"] as? String == "uncertain")
        #expect(result["reason"] as? String == "low_confidence")
        let digit = try #require(result["digit"] as? Int)
        #expect(Array(try root.files("review").keys) == ["\(digit)/a.png"])
    }

    @Test func aBlankPageGoesToReview() throws {
        let root = try DaemonRoot()
        let page = RGBARaster(width: 60, height: 80, pixels: [UInt8](repeating: 255, count: 60 * 80 * 4))
        try root.drop("page.png", PNGEncoding.gray8.encode(page))
        let run = try Program.run(root.arguments(["--once"]))
        #expect(run.status == 0, "\(run.errors)")
        try root.expectNothingLost()
        let result = try #require(try root.results()["page.png"])
        #expect(result["status"] as? String == "uncertain" && result["reason"] as? String == "blank")
        #expect(result["digit"] == nil)
        #expect(Array(try root.files("review").keys) == ["blank/page.png"])
        #expect(try ResultSchema().faults(result) == [])
    }

    /// What the default model makes of the pictures that come with the program, in service.
    @Test func samplesAreReadAsExpected() throws {
        let samples = URL(filePath: #filePath).appending(path: "../../../../Samples").standardizedFileURL
        let text = try Data(contentsOf: samples.appending(path: "expected.json"))
        let expected = try #require(try JSONSerialization.jsonObject(with: text) as? [String: [String: Any]])
        let reasons = ["x-blank-1-scan.png": "blank", "x-blank-2-photo.png": "blank"]
            .merging(["x-several-1-scan.png", "x-several-2-photo.png"].map { ($0, "several_digits") }) { $1 }
        let root = try DaemonRoot()
        for name in expected.keys { try root.drop(name, [UInt8](Data(contentsOf: samples.appending(path: name)))) }
        #expect(try Program.run(["run", "--root", root.root, "--model", "default", "--once"]).status == 1)
        try root.expectNothingLost()
        let schema = try ResultSchema()
        let results = try root.results()
        #expect(results.count == expected.count && expected.count > 70)
        var classified = 0
        for (name, result) in results {
            #expect(schema.faults(result) == [], "\(name)")
            if let digit = expected[name]?["digit"] as? Int {
                let isClassified = result["status"] as? String == "classified"
                if isClassified { classified += 1 }
                #expect(!isClassified || result["digit"] as? Int == digit, "\(name)")
            } else {
                #expect(result["status"] as? String == expected[name]?["status"] as? String, "\(name)")
                #expect(result["reason"] as? String == reasons[name], "\(name)")
            }
        }
        #expect(classified >= 66, "of 70 digits")
    }

    /// What a model knows of its mistakes decides with the setting which confidence is enough.
    @Test func theRiskThatIsAcceptedMovesTheThreshold() throws {
        let root = try DaemonRoot()
        var evidence = RiskEvidence()
        for index in 0..<10_000 { evidence.add(confidence: index < 9000 ? 0.999 : 0.8, isRight: index < 9900) }
        // It reads every picture as a 3 with a confidence of e⁴ / (e⁴ + 9) = 0.86.
        let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxCrossEntropy)
        let parameters = (0..<Network.layout(of: architecture).count).map { Float($0 == 7843 ? 4 : 0) }
        let network = Network(architecture: architecture, parameters: FloatBuffer(parameters))
        let notes = ["risk_evidence": evidence.text, "threshold": "0"]
        try Data(ModelFile(network: network, metadata: notes).bytes()).write(to: URL(filePath: root.model))
        for (risk, status) in [("0.001", "uncertain"), ("1", "classified")] {
            try root.drop("\(risk).png", DaemonRoot.pictures[3])
            let run = try Program.run(root.arguments(["--once", "--accept-risk", risk]))
            #expect(run.status == 0, "\(run.errors)")
            #expect(try root.results()["\(risk).png"]?["status"] as? String == status)
        }
    }

    /// What is older than the rule says goes, with its result kept, and nothing is missed afterwards.
    @Test func originalsAgeOut() async throws {
        let root = try DaemonRoot()
        try root.dropGood(3)
        try root.drop("bad.png", [1, 2, 3])
        #expect(try Program.run(root.arguments(["--once"])).status == 1)
        // The shortest age there is, and the time that anything new stays, by the clock that files have their times from.
        // And some seconds: what the daemon leaves at its start it looks at ten minutes later.
        let old = Date.now.addingTimeInterval(65)
        while Date.now < old { try await Task.sleep(for: .seconds(1)) }
        let process = try root.start(root.arguments(["--keep-processed", "1m"]))
        defer { process.terminate() }
        try root.wait("the end of the originals") { try root.files("processed").isEmpty }
        #expect(try root.results().count == 4 && root.files("rejected").count == 1)
        process.terminate()
        process.waitUntilExit()
        let verified = try Program.run(["verify", "--root", root.root])
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test func originalsAreRemovedWhereThatIsAskedFor() throws {
        let root = try DaemonRoot()
        try root.drop("a.png", DaemonRoot.pictures[3])
        try root.drop("b.png", [1, 2, 3])
        let run = try Program.run(root.arguments(["--once", "--originals", "delete"]))
        #expect(run.status == 1, "\(run.errors)")
        #expect(Set(try root.results().keys) == ["a.png", "b.png"])
        #expect(try root.files("inbox").isEmpty && root.files("processed").isEmpty)
        #expect(Array(try root.files("rejected").keys) == ["b.png"])
    }

    @Test func aFileOfTooManyBytesIsRefusedWithItsHash() throws {
        let root = try DaemonRoot()
        try root.drop("large.png", DaemonRoot.pictures[3] + Array(repeating: 0, count: 5000))
        let run = try Program.run(root.arguments(["--once", "--limit-bytes", "1024"]))
        #expect(run.status == 1, "\(run.errors)")
        try root.expectNothingLost()
        let result = try #require(try root.results()["large.png"])
        #expect((result["error"] as? [String: String])?["code"] == "too_large")
        #expect(try ResultSchema().faults(result) == [])
    }

    @Test func aModelThatCannotBeUsedEndsWith2() throws {
        let root = try DaemonRoot()
        try Data([1, 2, 3]).write(to: URL(filePath: root.model))
        let run = try Program.run(root.arguments(["--once"]))
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("digitd: error: \(root.model) "))
        #expect(run.errors.split(separator: "\n").count == 1)
    }
}
