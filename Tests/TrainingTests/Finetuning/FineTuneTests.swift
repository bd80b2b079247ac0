import FoundationEssentials
import NeuralNetwork
import Recognition
import Testing

@testable import Training

struct FineTuneTests {
    /// A small model that has never seen the barred 7, and knows little.
    private static let parent: DigitModel = {
        var recipe = Recipe(name: "parent", layers: ["dense 24", "relu", "dense 10"], epochs: 15)
        recipe.batch = 20
        recipe.chunk = 10
        recipe.heldOut = 0
        recipe.schedule.peak = 0.05
        guard let styles = try? DigitStyle.selection(without: ["7.barred", "7.hookbar"]),
            let trainer = try? Trainer(
                recipe: recipe,
                sources: [.init(DrawnDigits.images(count: 600, styles: styles, seed: 1))],
                heldOut: LabeledImages(),
                seed: 1
            )
        else { preconditionFailure("a fixed recipe and styles that exist") }
        while !trainer.isFinished { _ = trainer.runEpoch { _ in true } }
        guard
            let model = try? DigitModel(
                name: "parent",
                bytes: ModelFile(network: trainer.network(), metadata: ["temperature": "1"]).bytes()
            )
        else { preconditionFailure("a model that was just written") }
        return model
    }()

    private func configuration() -> FineTuneConfiguration {
        var configuration = FineTuneConfiguration()
        configuration.epochs = 4
        configuration.rehearsal = 200
        configuration.regressionDigits = 200
        configuration.regressionLoss = 0.05
        configuration.folds = 3
        return configuration
    }

    private func root(sevens: Int, shiftedBy shift: Int = 0) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let styles = try DigitStyle.selection(only: ["7.barred", "7.hookbar"])
        for digit in 0...9 {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/labeled/\(digit)",
                withIntermediateDirectories: true
            )
        }
        try FileManager.default.createDirectory(atPath: "\(folder.path)/models", withIntermediateDirectories: true)
        for index in 0..<sevens {
            try folder.write(
                TestDigits.png(index, styles: styles, seed: 9),
                to: "labeled/\((7 + shift) % 10)/\(index).png"
            )
        }
        return folder
    }

    @Test func learnsANewWayOfWriting() throws {
        let folder = try root(sevens: 40)
        let (cycle, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: Self.parent,
            samples: LabeledImages(),
            configuration: configuration()
        )
        #expect(cycle.decision == .accepted, "\(cycle.reason)")
        let store = ModelStore(root: folder.path)
        let model = try #require(try store.current())
        #expect(cycle.model == store.currentName)
        #expect(model.metadata["parent_sha256"] == Self.parent.identity.sha256.hex)
        #expect(store.history() == [cycle])

        let styles = try DigitStyle.selection(only: ["7.barred", "7.hookbar"])
        let others = LabeledSet(images: DrawnDigits.images(count: 100, styles: styles, seed: 33))
        #expect(Evaluation(of: model, on: others).correct > Evaluation(of: Self.parent, on: others).correct)

        let (again, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: model,
            samples: LabeledImages(),
            configuration: configuration()
        )
        #expect(again.decision == .waited)
        #expect(store.history().count == 2)
    }

    @Test func refusesLabelsThatWouldHarm() throws {
        let folder = try root(sevens: 0)
        // Digits of all kinds under the label of the next one.
        for index in 0..<60 {
            try folder.write(TestDigits.png(index, seed: 21), to: "labeled/\((index + 1) % 10)/\(index).png")
        }
        var strict = configuration()
        strict.regressionLoss = FineTuneConfiguration().regressionLoss
        let (cycle, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: Self.parent,
            samples: LabeledImages(),
            configuration: strict
        )
        #expect(cycle.decision == .refused)
        #expect(ModelStore(root: folder.path).currentName == nil)
    }

    @Test func waitsForLabels() throws {
        let folder = try root(sevens: 5)
        let (cycle, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: Self.parent,
            samples: LabeledImages(),
            configuration: configuration()
        )
        #expect(cycle.decision == .waited && cycle.labels == 5)
    }

    @Test func theSameCycleGivesTheSameModel() throws {
        let folder = try root(sevens: 30)
        let tuner = FineTuner(parent: Self.parent, configuration: configuration())
        let first = try tuner.run(on: LabelFolder("\(folder.path)/labeled"), samples: LabeledImages())
        let second = try tuner.run(on: LabelFolder("\(folder.path)/labeled"), samples: LabeledImages())
        #expect(first.candidate.bytes() == second.candidate.bytes())
    }

    @Test func contentCountsAndNotNames() throws {
        let folder = try root(sevens: 6)
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
        let folder = try root(sevens: 3)
        let picture = try TestDigits.png(4, seed: 50)
        try folder.write(picture, to: "labeled/4/a.png")
        try folder.write(picture, to: "labeled/9/b.png")
        let twin = try TestDigits.png(5, seed: 50)
        try folder.write(twin, to: "labeled/5/a.png")
        try folder.write(twin, to: "labeled/5/b.png")
        try folder.write(Array("junk".utf8), to: "labeled/1/c.png")
        let labels = try LabelFolder("\(folder.path)/labeled")
        #expect(labels.examples.count == 4)
        #expect(labels.leftOut.count == 4)
    }
}
