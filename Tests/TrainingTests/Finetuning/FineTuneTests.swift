import FoundationEssentials
import NeuralNetwork
import Recognition
import Testing

@testable import Training

struct FineTuneTests {
    @Test func learnsANewWayOfWriting() throws {
        let folder = try FineTuneRoot.make(sevens: 40)
        let (cycle, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: FineTuneRoot.parent,
            samples: LabeledImages(),
            configuration: FineTuneRoot.configuration()
        )
        #expect(cycle.decision == .accepted, "\(cycle.reason)")
        let store = ModelStore(root: folder.path)
        let model = try #require(try store.current())
        #expect(cycle.model == store.currentName)
        #expect(model.metadata["parent_sha256"] == FineTuneRoot.parent.identity.sha256.hex)
        #expect(store.history() == [cycle])

        let styles = try DigitStyle.selection(only: ["7.barred", "7.hookbar"])
        let others = LabeledSet(images: DrawnDigits.images(count: 100, styles: styles, seed: 33))
        #expect(Evaluation(of: model, on: others).correct > Evaluation(of: FineTuneRoot.parent, on: others).correct)

        let (again, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: model,
            samples: LabeledImages(),
            configuration: FineTuneRoot.configuration()
        )
        #expect(again.decision == .waited)
        #expect(store.history().count == 2)
    }

    @Test func noDigitIsShownMoreThanItsShare() {
        var labels = LabeledImages()
        let image = [UInt8](repeating: 0, count: 784)
        for (digit, count) in [(7, 400), (1, 3), (4, 26), (9, 25)] {
            for _ in 0..<count { labels.append(image, label: digit) }
        }
        let tuner = FineTuner(parent: FineTuneRoot.parent, configuration: FineTuneConfiguration())
        let digits = DrawnDigits.images(count: 20, seed: 1)
        let sources = tuner.sources(labels, .init(digits: digits, outliers: LabeledImages(), sha256: ""))
        #expect(sources.map(\.perEpoch) == [36 + 300, 300, 300, 20])
        #expect(sources[..<3].map { Set($0.images.labels) } == [[1, 9], [4], [7]])
        #expect(sources.map(\.asksTeacher) == [false, false, false, true])
    }

    @Test func refusesLabelsThatWouldHarm() throws {
        let folder = try FineTuneRoot.make(sevens: 0)
        // Digits of all kinds under the label of the next one.
        for index in 0..<60 {
            try folder.write(TestDigits.png(index, seed: 21), to: "labeled/\((index + 1) % 10)/\(index).png")
        }
        var strict = FineTuneRoot.configuration()
        strict.regressionLoss = FineTuneConfiguration().regressionLoss
        let (cycle, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: FineTuneRoot.parent,
            samples: LabeledImages(),
            configuration: strict
        )
        #expect(cycle.decision == .refused)
        #expect(ModelStore(root: folder.path).currentName == nil)
    }

    @Test(arguments: [(1, "1 label"), (5, "5 labels")])
    func waitsForLabels(count: Int, text: String) throws {
        let folder = try FineTuneRoot.make(sevens: count)
        let (cycle, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: FineTuneRoot.parent,
            samples: LabeledImages(),
            configuration: FineTuneRoot.configuration()
        )
        #expect(cycle.decision == .waited && cycle.labels == count)
        #expect(cycle.reason == "\(text) that can be learned from; a cycle begins with 10")
    }

    @Test func theSameCycleGivesTheSameModel() throws {
        let folder = try FineTuneRoot.make(sevens: 30)
        let tuner = FineTuner(parent: FineTuneRoot.parent, configuration: FineTuneRoot.configuration())
        let first = try tuner.run(on: LabelFolder("\(folder.path)/labeled"), samples: LabeledImages())
        let second = try tuner.run(on: LabelFolder("\(folder.path)/labeled"), samples: LabeledImages())
        #expect(first.candidate.bytes() == second.candidate.bytes())
    }

    @Test func onlyWhatTheParentKnowsIsRehearsed() {
        let rehearsal = FineTuner(parent: FineTuneRoot.parent, configuration: FineTuneRoot.configuration()).rehearsal()
        let read = Evaluation(of: FineTuneRoot.parent, on: LabeledSet(images: rehearsal.digits))
        #expect(read.correctAtOneLook == rehearsal.digits.count)
        // The parent, which knows little, reads some of the 200 wrong.
        #expect((100..<200).contains(rehearsal.digits.count))
    }

    @Test func contentCountsAndNotNames() throws {
        let folder = try FineTuneRoot.make(sevens: 6)
        let before = try LabelFolder("\(folder.path)/labeled")
        try FileManager.default.moveItem(
            atPath: "\(folder.path)/labeled/7/0.png",
            toPath: "\(folder.path)/labeled/7/renamed.png"
        )
        #expect(try LabelFolder("\(folder.path)/labeled").digest == before.digest)
        try folder.write(TestDigits.png(1, seed: 77), to: "labeled/1/new.png")
        #expect(try LabelFolder("\(folder.path)/labeled").digest != before.digest)
    }

    @Test func leavesOutContradictionsAndJunk() throws {
        let folder = try FineTuneRoot.make(sevens: 3)
        let picture = try TestDigits.png(4, seed: 50)
        try folder.write(picture, to: "labeled/4/a.png")
        try folder.write(picture, to: "labeled/9/b.png")
        let twin = try TestDigits.png(5, seed: 50)
        try folder.write(twin, to: "labeled/5/a.png")
        try folder.write(twin, to: "labeled/5/b.png")
        try folder.write(Array("junk".utf8), to: "labeled/1/c.png")
        try folder.write(twin, to: "labeled/five/c.png")
        try folder.write(twin, to: "labeled/d.png")
        try folder.write(twin, to: "labeled/.hidden/e.png")
        let labels = try LabelFolder("\(folder.path)/labeled")
        #expect(labels.examples.count == 4)
        #expect(labels.leftOut.count == 6)
        let strays = labels.leftOut.filter { $0.reason == "lies in none of the folders 0 to 9; move it into one" }
        #expect(strays.map { $0.path.dropFirst(folder.path.count + 1) } == ["labeled/d.png", "labeled/five/c.png"])
    }
}
