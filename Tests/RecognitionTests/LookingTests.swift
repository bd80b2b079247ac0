@testable import Imaging
import NeuralNetwork
import Testing

@testable import Recognition

struct LookingTests {
    private let second = SecondLook(below: 0.99, turn: 8)

    /// A network whose first output is the ink in the top half, times `gain`, and whose other outputs are 0.
    private func network(gain: Float, loss: Loss = .softmaxCrossEntropy) throws -> Network {
        let architecture = try Architecture(parsing: ["dense 10"], loss: loss)
        let parameters = FloatBuffer(count: Network.layout(of: architecture).count)
        // W [784, 10], input by input: the pixels of the upper 14 rows to output 0.
        for pixel in 0..<392 { parameters[pixel * 10] = gain }
        return Network(architecture: architecture, parameters: parameters)
    }

    /// A bar at the left across the middle, so that turns to either side make it different things.
    private static func bar(_ ink: UInt8) -> DigitImage {
        var image = DigitImage()
        for x in 1..<9 { for y in 11..<17 { image.pixels[y * 28 + x] = ink } }
        return image
    }

    private func look(_ network: Network, _ image: DigitImage) -> [Float] {
        InferenceSession(network, chunk: 1).outputs([image.pixels])[0]
    }

    /// The outputs of three looks at an image, one at a time.
    private func looks(_ network: Network, _ image: DigitImage) -> [[Float]] {
        [image, image.turned(byDegrees: -8), image.turned(byDegrees: 8)].map { look(network, $0) }
    }

    @Test func doubtfulImagesGetTheMeanOfAllLooksAndOthersTheFirst() throws {
        let network = try network(gain: 0.3)
        let looking = Looking(loss: .softmaxCrossEntropy, temperature: 1, secondLook: second)
        let images = [0, 20, 255, 60, 255, 255, 10, 100].map { Self.bar(UInt8($0)) }
        var seen: [Int: Looks] = [:]
        var twice = 0
        looking.run(InferenceSession(network, chunk: 3), count: images.count) {
            images[$0]
        } collect: { index, looks in
            if seen.updateValue(looks, forKey: index) != nil { twice += 1 }
        }
        #expect(seen.count == images.count && twice == 0)
        var again = 0
        for (index, image) in images.enumerated() {
            let looks = looks(network, image)
            let got = try #require(seen[index])
            #expect(got.first == looks[0])
            let confidence = try #require(DigitProbabilities(logits: looks[0])).max() ?? 0
            if confidence >= 0.99 {
                #expect(got == Looks(once: looks[0]))
            } else {
                again += 1
                for output in 0..<10 {
                    let mean = looks.reduce(0) { $0 + $1[output] } / 3
                    #expect(abs(got.mean[output] - mean) < 1e-5)
                }
            }
        }
        // Both cases were there, and a second look was another one.
        #expect(again == 5)
        #expect(seen[3].map { $0.mean != $0.first } == true)
    }

    /// The temperature decides who is doubtful, as it decides what confidence is; what is no digit is not looked at
    /// again, and nothing is where the model does not say so.
    @Test(arguments: [
        (Float(1), Float?.none, true, 1), (10, nil, true, 3), (10, 2, true, 3), (10, 1000, true, 1),
        (10, nil, false, 1),
    ])
    func whoIsLookedAtAgain(temperature: Float, leastEvidence: Float?, again: Bool, looks: Int) throws {
        let network = try network(gain: 0.3)
        let looking = Looking(
            loss: .softmaxCrossEntropy,
            temperature: temperature,
            leastEvidence: leastEvidence,
            secondLook: again ? second : nil
        )
        var asked = 0, collected = 0
        looking.run(InferenceSession(network), count: 1) { _ in
            asked += 1
            return Self.bar(255)
        } collect: { _, _ in
            collected += 1
        }
        #expect(asked == looks && collected == 1)
    }

    @Test func noImagesAreNoWork() throws {
        let looking = Looking(loss: .softmaxCrossEntropy, temperature: 1, secondLook: second)
        var collected = 0
        looking.run(InferenceSession(try network(gain: 1)), count: 0) { _ in
            DigitImage()
        } collect: { _, _ in
            collected += 1
        }
        #expect(collected == 0)
    }

    private func model(_ metadata: [String: String]) throws -> DigitModel {
        let file = ModelFile(network: try network(gain: 0.3, loss: .softmaxOrNone), metadata: metadata)
        return try DigitModel(name: "test", bytes: file.bytes())
    }

    /// A file says whether its network looks again; a reader does as it says.
    @Test func theModelDecides() throws {
        let image = Self.bar(60)
        // Any facts will do: those of an upright bar.
        var upright = [UInt8](repeating: 0, count: 784)
        for y in 4..<24 { for x in 12..<16 { upright[y * 28 + x] = 255 } }
        let form = try #require(MNISTForm(upright))
        let picture = PreparedPicture(
            sha256: ContentHash(of: []),
            size: nil,
            content: .success(NormalizedDigit(image: image, facts: InkFacts(passingThrough: form, polarity: .lightInk)))
        )
        let once = try model([:]), again = try model(["second_look": second.text])
        #expect(once.secondLook == nil && again.secondLook == second)
        let first = try #require(DigitReader(once).read(picture).reading)
        let mean = try #require(DigitReader(again).read(picture).reading)
        let outputs = looks(once.network, image)
        #expect(first.probabilities == once.probabilities(outputs: outputs[0]))
        let average = (0..<10).map { output in outputs.reduce(0) { $0 + $1[output] } / 3 }
        let expected = try #require(again.probabilities(outputs: average))
        #expect(zip(mean.probabilities, expected).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(first.confidence != mean.confidence)
    }

    /// Whether it is a digit is for the first look to tell, which digit for all of them.
    @Test func theFirstLookTellsWhetherItIsADigit() throws {
        let model = try model(["least_evidence": "3"])
        let low = [Float](repeating: 0, count: 10)
        let high: [Float] = [9, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(model.judge(Looks(first: low, mean: high), threshold: 0.9).doubt == .unfamiliar)
        #expect(model.judge(Looks(first: high, mean: low), threshold: 0.9).doubt == .lowConfidence)
        #expect(model.judge(Looks(first: high, mean: high), threshold: 0.9).doubt == nil)
    }

    @Test(arguments: ["", "0.99", "0.99,8,1", "0.99,x", "1.5,8", "0.99,-8", "0.99,90", "nan,8"])
    func aSecondLookThatIsNoneIsRefused(text: String) {
        #expect(SecondLook(text: text) == nil)
        #expect(throws: ModelFileError.self) { try model(["second_look": text]) }
    }
}
