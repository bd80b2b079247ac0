import Foundation
import Recognition
import Synchronization
import Testing

@testable import Daemon

@Suite struct FreedMemoryTests {
    /// Whether the pages of a block that was freed are in memory after it was freed, and after `release`.
    private func residence(noting size: PictureSize?) async -> (before: Bool, after: Bool) {
        await withCheckedContinuation { continuation in
            // A thread of its own has an arena of its own, unless there are too many.
            Thread {
                let (bytes, page) = (1 << 20, sysconf(Int32(_SC_PAGESIZE)))
                let blocks = (0..<8).map { _ in UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16) }
                for block in blocks { block.initializeMemory(as: UInt8.self, repeating: 1, count: bytes) }
                let middle = (UInt(bitPattern: blocks[4]) + UInt(bytes / 2)) / UInt(page) * UInt(page)
                for block in blocks { block.deallocate() }
                func isResident() -> Bool {
                    var residence: UInt8 = 0
                    return mincore(UnsafeMutableRawPointer(bitPattern: middle), page, &residence) == 0
                        && residence & 1 == 1
                }
                let before = isResident()
                var memory = FreedMemory()
                memory.note(size)
                memory.release()
                continuation.resume(returning: (before, isResident()))
            }.start()
        }
    }

    /// Another thread may take the block in between: one try of many is enough.
    @Test(.disabled(if: ProcessInfo.processInfo.environment["TSAN_OPTIONS"] != nil, "it has an allocator of its own"))
    func memoryIsKeptUntilItIsReleased() async {
        FreedMemory.begin()
        var isSeen = false
        for size in [PictureSize(width: 512, height: 512), nil] {
            for _ in 0..<20 where !isSeen {
                let residence = await residence(noting: size)
                isSeen = residence.before && !residence.after
            }
            #expect(isSeen, "\(String(describing: size))")
            isSeen = false
        }
    }

    @Test func smallPicturesAreNoReason() {
        var memory = FreedMemory()
        memory.note(PictureSize(width: 255, height: 255))
        #expect(!memory.isKept)
        memory.note(PictureSize(width: 256, height: 256))
        #expect(memory.isKept)
        memory.release()
        #expect(!memory.isKept)
    }
}
