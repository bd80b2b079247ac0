import Testing

@testable import Daemon

@Suite struct FreedMemoryTests {
    /// At which of `looks` in a row, without a picture between them, memory is to be given back.
    private func dueLooks(_ memory: inout FreedMemory, answered: Int, looks: Int = 50) -> [Int] {
        var due: [Int] = []
        for look in 0..<looks where memory.isDue(answered: answered) { due.append(look) }
        return due
    }

    @Test func memoryIsGivenBackOnceAfterTheLastPicture() {
        var memory = FreedMemory()
        #expect(dueLooks(&memory, answered: 0) == [], "nothing was read")
        for answered in 1...30 { #expect(dueLooks(&memory, answered: answered, looks: 1) == [], "pictures come") }
        #expect(dueLooks(&memory, answered: 30) == [9])
        #expect(dueLooks(&memory, answered: 31) == [10])
    }
}
