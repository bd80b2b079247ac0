import FuzzDriver
import Imaging
import Recognition

/// A model file from anywhere: it is refused, or it reads a picture.
///
/// `ModelFuzzer --seeds FOLDER` writes models to begin with instead.
@main enum ModelFuzzer {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "--seeds" { return SeedModels.write(into: arguments[2]) }
        let digit = plainDigit()
        FuzzDriver.run { bytes in
            read(bytes, digit)
            let mended = HeaderLength.mended(bytes)
            if mended != bytes { read(mended, digit) }
        }
    }

    private static func read(_ bytes: [UInt8], _ picture: PreparedPicture) {
        guard let model = try? DigitModel(name: "fuzz", bytes: bytes) else { return }
        let outcome = DigitReader(model).read(picture)
        guard let numbers = outcome.reading?.probabilities else { preconditionFailure("\(outcome) of a digit") }
        precondition(numbers.allSatisfy { $0 >= 0 && $0 <= 1 }, "\(Array(numbers))")
        precondition(abs(numbers.reduce(0, +) - 1) < 1e-3, "\(Array(numbers))")
    }

    /// A stroke, drawn and read as a picture is.
    private static func plainDigit() -> PreparedPicture {
        var canvas = Canvas(width: 40, height: 40)
        canvas.fill(x: 18, y: 8, width: 4, height: 24, .black)
        guard let bytes = try? canvas.png() else { preconditionFailure("no PNG was written") }
        return PicturePreparer().prepare(bytes)
    }
}
