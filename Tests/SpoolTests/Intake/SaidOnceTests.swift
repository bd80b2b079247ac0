import Testing

@testable import Spool

@Suite struct SaidOnceTests {
    private static let day: Int64 = 86_400_000_000_000

    @Test func floodsAreToldInPartAndHoldBackNothingElse() {
        var said = SaidOnce()
        func told(_ kind: UInt8, at now: Int64) -> Int {
            (0..<5000).count { said.isNew(Array("link-\($0)".utf8), kind, at: now) }
        }
        #expect(told(0, at: 0) == SaidOnce.capacity)
        #expect(told(0, at: Self.day - 1) == 0)
        #expect(told(1, at: 1) == SaidOnce.capacity)
        #expect(told(0, at: Self.day) == SaidOnce.capacity, "what is still so is told once a day")
        #expect(told(0, at: Self.day + 1) == 0)
    }

    @Test func fewAreToldOnce() {
        var said = SaidOnce()
        for now in [0, 1, 3 * Self.day] {
            #expect(said.isNew([1], 0, at: now) == (now == 0))
            #expect(said.isNew([1], 1, at: now) == (now == 0))
        }
    }
}
