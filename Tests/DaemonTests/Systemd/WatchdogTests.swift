import Testing

@testable import Daemon

@Suite struct WatchdogTests {
    @Test func itHoldsForTheProcessItNames() {
        #expect(Watchdog(microseconds: "2000000", process: nil, ownProcess: 7)?.limit == 2_000_000_000)
        #expect(Watchdog(microseconds: "2000000", process: "7", ownProcess: 7)?.limit == 2_000_000_000)
        #expect(Watchdog(microseconds: "2000000", process: "8", ownProcess: 7) == nil)
        #expect(Watchdog(microseconds: nil, process: "7", ownProcess: 7) == nil)
    }

    @Test(arguments: ["", "0", "-5", "x", "99999999999999999999"])
    func nonsenseIsNoWatchdog(text: String) {
        #expect(Watchdog(microseconds: text, process: nil) == nil)
    }
}
