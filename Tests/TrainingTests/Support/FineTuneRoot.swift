import FoundationEssentials
import NeuralNetwork
import Recognition

@testable import Training

/// A small model to fine-tune, and roots with labels it reads badly.
enum FineTuneRoot {
    /// The file of a small model that has never seen the barred 7, and knows little.
    static let parentBytes: [UInt8] = {
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
        while !trainer.isFinished, (try? trainer.runEpoch()) != nil {}
        return ModelFile(network: trainer.network(), metadata: ["temperature": "1"]).bytes()
    }()

    static let parent: DigitModel = {
        guard let model = try? DigitModel(name: "parent", bytes: parentBytes) else {
            preconditionFailure("a model that was just written")
        }
        return model
    }()

    /// A short cycle.
    static func configuration() -> FineTuneConfiguration {
        var configuration = FineTuneConfiguration()
        configuration.epochs = 4
        configuration.rehearsal = 200
        configuration.regressionDigits = 200
        configuration.regressionLoss = 0.05
        configuration.folds = 3
        return configuration
    }

    /// A root with so many barred sevens.
    static func make(sevens: Int) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for digit in 0...9 {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/labeled/\(digit)",
                withIntermediateDirectories: true
            )
        }
        try FileManager.default.createDirectory(atPath: "\(folder.path)/models", withIntermediateDirectories: true)
        try addSevens(sevens, to: folder)
        return folder
    }

    /// Adds so many more, the pictures and names from this number on.
    static func addSevens(_ count: Int, from first: Int = 0, to folder: TemporaryFolder) throws {
        let styles = try DigitStyle.selection(only: ["7.barred", "7.hookbar"])
        for index in first..<first + count {
            let picture = try TestDigits.png(index, styles: styles, seed: 9)
            try folder.write(picture, to: "labeled/7/\(index).png")
        }
    }
}
