import FoundationEssentials
import Glibc
import NeuralNetwork

/// Times digitd's engine on request, so that whoever asks can measure something else in between:
///
///     EngineBench MODEL.safetensors RECIPE.json
///
/// reads lines from standard input and answers each with a line, the median seconds of one call:
///
///     inference BATCH THREADS SECONDS     forward through the model, pixels to outputs
///     training BATCH THREADS SECONDS      one step of the recipe's network and optimiser, from random weights
///     kernels                             answers the name of the instruction set in use
@main
struct EngineBench {
    static func main() throws {
        guard CommandLine.arguments.count == 3 else { throw Complaint("usage: EngineBench MODEL RECIPE") }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: CommandLine.arguments[1])))
        let network = try ModelFile(bytes).network
        let data = try Data(contentsOf: URL(filePath: CommandLine.arguments[2]))
        let recipe = try JSONDecoder().decode(TrainingBench.Recipe.self, from: data)
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            let numbers = words.dropFirst().compactMap(Double.init)
            switch (words.first, numbers.count) {
            case ("kernels", 0): answer(Kernels.best.name)
            case ("inference", 3):
                let bench = InferenceBench(network, batch: Int(numbers[0]), threads: Int(numbers[1]))
                answer("\(medianSeconds(within: numbers[2], of: bench.run))")
            case ("training", 3):
                let bench = try TrainingBench(recipe, batch: Int(numbers[0]), threads: Int(numbers[1]))
                answer("\(medianSeconds(within: numbers[2], of: bench.run))")
            default: throw Complaint("'\(line)' is no request")
            }
        }
    }

    private static func answer(_ text: String) {
        print(text)
        fflush(nil)
    }

    /// The median time of one call of `body`, called for `seconds`, after a few calls that don't count.
    private static func medianSeconds(within seconds: Double, of body: () -> Void) -> Double {
        for _ in 0..<3 { body() }
        let clock = ContinuousClock(), end = clock.now + .seconds(seconds)
        var times: [Duration] = []
        repeat {
            let start = clock.now
            body()
            times.append(clock.now - start)
        } while clock.now < end || times.count < 5
        times.sort()
        return times[times.count / 2] / .seconds(1)
    }
}

/// What is wrong with the command line or a request.
struct Complaint: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
