import Imaging
import NeuralNetwork
import Recognition

@testable import Training

/// Drawn digits for tests, made once.
enum TestDigits {
    /// 400 digits in all styles.
    static let learned = DrawnDigits.images(count: 400, seed: 11)
    /// 200 others.
    static let others = DrawnDigits.images(count: 200, seed: 12)

    /// A network small enough to be trained in a debug build.
    static func recipe(epochs: Int = 2) -> Recipe {
        var recipe = Recipe(
            name: "test",
            layers: ["dense 24", "batchnorm", "relu", "dropout 0.1", "dense 10"],
            epochs: epochs
        )
        recipe.batch = 20
        recipe.chunk = 10
        recipe.heldOut = 50
        recipe.averaging = 0.05
        recipe.augmentation.rotation = 5
        recipe.augmentation.elastic = 0.3
        return recipe
    }

    /// The file of one drawn digit.
    static func png(_ index: Int, styles: [DigitStyle] = DigitStyle.all, seed: UInt64 = 3) throws -> [UInt8] {
        var configuration = PracticeSet.Configuration()
        configuration.styles = styles
        configuration.seed = seed
        let raster = PracticeSet(configuration)[index].picture.drawing.grayRaster(side: 64)
        return try PNGWriter().write(raster)
    }

    /// The same as the network sees it.
    static func image(_ index: Int) throws -> DigitImage {
        guard case .success(let digit) = PicturePreparer().prepare(try png(index)).content, let image = digit.image
        else {
            throw CancellationError()
        }
        return image
    }
}
