import Foundation
import Imaging
import Recognition
import Spool
import Testing

@testable import Daemon

@Suite struct PipelineValueTests {
    @Test(arguments: [(1, 1), (7, 1), (20, 2), (512, 16), (3, 1), (0, 0)])
    func aLaneTakesFewFilesWhereFewAreWaiting(waiting: Int, share: Int) {
        #expect(FileSource.share(of: waiting, lanes: 2) == share)
    }

    /// What there is at the end is answered by all lanes together.
    @Test(arguments: [(512, 256), (600, 256), (272, 136), (3, 2), (1, 1), (0, 1)])
    func aLaneAnswersItsPartOfWhatThereIs(fetched: Int, most: Int) {
        #expect(FileSource.most(of: fetched, lanes: 2, batchSize: 256) == most)
    }

    @Test(arguments: [(256, 2, 1024, 256), (1024, 2, 1024, 384), (256, 64, 1024, 12), (256, 8, 100, 1)])
    func aBatchHasNoMoreFilesThanCanBeOpen(wanted: Int, lanes: Int, descriptors: Int, size: Int) {
        #expect(Workshop.batchSize(wanted, lanes: lanes, descriptors: descriptors) == size)
    }

    @Test func aLaneThatHangsIsToldFromOneThatWaits() {
        let heartbeat = Heartbeat(lanes: 2)
        #expect(heartbeat.isAlive(at: .max, limit: 0))
        heartbeat.work(lane: 1, since: 100)
        #expect(heartbeat.isAlive(at: 150, limit: 50))
        #expect(!heartbeat.isAlive(at: 151, limit: 50))
        heartbeat.work(lane: 0, since: 150)
        heartbeat.rest(lane: 1)
        #expect(heartbeat.isAlive(at: 200, limit: 50))
        #expect(heartbeat.isBusy)
        heartbeat.rest(lane: 0)
        #expect(!heartbeat.isBusy)
        heartbeat.work(lane: 1, since: 200, allowance: 1000)
        #expect(heartbeat.isAlive(at: 1250, limit: 50) && !heartbeat.isAlive(at: 1251, limit: 50))
        heartbeat.work(lane: 1, since: 1251)
        #expect(!heartbeat.isAlive(at: 1302, limit: 50))
    }

    @Test func aProbeIsPassedByOneLaneForEachTimeItIsAskedFor() {
        let probe = Probe()
        #expect(!probe.take() && !probe.takePassed())
        for _ in 0..<2 {
            probe.ask()
            #expect(!probe.takePassed())
            #expect(probe.take() && !probe.take())
            #expect(!probe.takePassed())
            probe.pass()
            #expect(probe.takePassed() && !probe.takePassed())
        }
        guard case .success(let digit) = PicturePreparer().prepare(probe.picture).content else {
            Issue.record("the probe's picture is not readable")
            return
        }
        #expect(digit.image != nil)
    }

    @Test func anOutcomeIsToldInWords() throws {
        let probabilities = try #require(DigitProbabilities([0, 0.9996, 0.0004, 0, 0, 0, 0, 0, 0, 0]))
        let classified = OutcomeMetadata.of(
            .classified(DigitReading(probabilities)),
            file: "a b.png",
            id: "0123456789abcdef",
            result: "a b.png.json",
            nanoseconds: 1_260_000
        )
        #expect(
            classified == [
                "file": "a b.png", "id": "0123456789abcdef", "ms": "1.2", "digit": "1", "confidence": "0.999",
            ]
        )
        let rejected = OutcomeMetadata.of(
            .rejected(Rejection(code: .empty, message: "the file is empty")),
            file: "a",
            id: "0",
            result: "a~2.json",
            nanoseconds: -5
        )
        #expect(
            rejected == [
                "file": "a", "id": "0", "ms": "0.0", "result": "a~2.json", "reason": "empty",
                "message": "the file is empty",
            ]
        )
        #expect(OutcomeMetadata.thousandths(1) == "1.000")
        #expect(OutcomeMetadata.thousandths(0.0421) == "0.042")
    }

    @Test func settingsReachThePartsTheyAreFor() {
        var configuration = DaemonConfiguration()
        configuration.settle = .milliseconds(300)
        configuration.rescan = .seconds(1)
        configuration.limitBytes = 4096
        configuration.limitPixels = 77
        let intake = configuration.intake(once: true)
        #expect(intake.once && intake.largestFile == 4096)
        #expect(intake.settle.patience == .milliseconds(300) && intake.settle.quiet == .milliseconds(300))
        #expect(intake.rescanInterval == .seconds(1) && intake.pollInterval == .seconds(1))
        #expect(configuration.decodingLimits.pixels == 77 && configuration.decodingLimits.bytes == 4096)
        #expect(configuration.lanes(processors: 3) == 3)
        configuration.workers = 5
        #expect(configuration.lanes(processors: 3) == 5)
    }

    @Test func anOriginalIsNeverRemovedBeforeItsResultIsOnTheDisk() {
        var configuration = DaemonConfiguration()
        configuration.durability = .none
        #expect(configuration.filing.durability == .none)
        configuration.originals = .delete
        #expect(configuration.filing.durability == .batch)
    }

    @Test func theHashOfAFileIsThatOfItsBytes() throws {
        let root = try TemporaryRoot()
        let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try root.write("large", bytes)
        #expect(FileHash.of(Array("\(root.path)/large".utf8)) == ContentHash(of: bytes))
        #expect(FileHash.of(Array("\(root.path)/none".utf8)) == nil)
    }
}
