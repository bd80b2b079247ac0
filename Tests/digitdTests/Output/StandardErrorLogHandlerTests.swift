import Logging
import Synchronization
import Testing

@testable import digitd

@Suite struct StandardErrorLogHandlerTests {
    @Test func lineWithTime() {
        let line = StandardErrorLogHandler.line(
            level: .notice,
            message: "classified",
            metadata: ["file": "a b.png", "digit": "7", "why": "a=\"b\"", "none": ""],
            time: "T"
        )
        #expect(line == "T notice classified digit=7 file=\"a b.png\" none=\"\" why=\"a=\\\"b\\\"\"\n")
    }

    @Test(arguments: [
        (Logger.Level.debug, "<7>x\n"), (.info, "<6>x\n"), (.notice, "<5>x\n"), (.warning, "<4>x\n"),
        (.error, "<3>x\n"),
        (.critical, "<2>x\n"),
    ])
    func priorityForTheJournal(level: Logger.Level, expected: String) {
        #expect(StandardErrorLogHandler.line(level: level, message: "x", metadata: [:], time: nil) == expected)
    }

    /// A name can't begin a second line.
    @Test func oneLineAnEvent() {
        let line = StandardErrorLogHandler.line(
            level: .error,
            message: "a\nb",
            metadata: ["file": "x\n<1>y"],
            time: nil
        )
        #expect(line.filter { $0 == "\n" }.count == 1)
        #expect(line.hasSuffix("\n"))
    }

    /// A quote under an accent is one Character, and none the less a quote.
    @Test func noQuoteEndsAValueEarly() {
        let line = StandardErrorLogHandler.line(
            level: .notice,
            message: "read",
            metadata: ["file": "a\"\u{301} digit=7.png"],
            time: nil
        )
        #expect(line == "<5>read file=\"a\\\"\u{301} digit=7.png\"\n")
    }

    @Test func levelAndMetadataThroughALogger() {
        let lines = Mutex<[String]>([])
        let handler = StandardErrorLogHandler(level: .notice, isJournal: true) { line in
            lines.withLock { $0.append(line) }
        }
        var log = Logger(label: "test") { _ in handler }
        log[metadataKey: "root"] = "/r"
        log.info("not said")
        log.warning("said", metadata: ["n": "1"])
        #expect(lines.withLock { $0 } == ["<4>said n=1 root=/r\n"])
    }
}
