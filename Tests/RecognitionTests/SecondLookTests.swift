import Imaging
import NeuralNetwork
import Testing

@testable import Recognition

struct SecondLookTests {
    /// A network whose first output is the ink in the top half, times `gain`, and whose other outputs are 0.
    private func network(gain: Float) throws -> Network {
        let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxCrossEntropy)
        let parameters = FloatBuffer(count: Network.layout(of: architecture).count)
        // W [784, 10], input by input: the pixels of the upper 14 rows to output 0.
        for pixel in 0..<392 { parameters[pixel * 10] = gain }
        return Network(architecture: architecture, parameters: parameters)
    }

    /// A bar through the upper left corner, so that turns to either side make it different things.
    private static func bar(_ ink: UInt8) -> DigitImage {
        var image = DigitImage()
        for x in 1..<9 { for y in 11..<17 { image.pixels[y * 28 + x] = ink } }
        return image
    }

    /// The outputs of each look at an image, one at a time.
    private func looks(_ network: Network, _ image: DigitImage) -> [[Float]] {
        let images = [image] + SecondLook.turns.map { image.turned(byDegrees: $0) }
        return images.map { InferenceSession(network, chunk: 1).outputs([$0.pixels])[0] }
    }

    @Test func doubtfulImagesGetTheMeanOfAllLooksAndOthersTheFirst() throws {
        let network = try network(gain: 0.3)
        let second = SecondLook(loss: .softmaxCrossEntropy, temperature: 1)
        let images = [0, 20, 255, 60, 255, 255, 10, 100].map { Self.bar(UInt8($0)) }
        var seen: [Int: (first: [Float], mean: [Float])] = [:]
        var twice = 0
        second.run(InferenceSession(network, chunk: 3), count: images.count) {
            images[$0]
        } collect: { index, first, mean in
            if seen.updateValue((first, mean), forKey: index) != nil { twice += 1 }
        }
        #expect(seen.count == images.count && twice == 0)
        var again = 0
        for (index, image) in images.enumerated() {
            let looks = looks(network, image)
            let got = try #require(seen[index])
            #expect(got.first == looks[0])
            let confidence = try #require(DigitProbabilities(logits: looks[0])).max() ?? 0
            if confidence >= SecondLook.enough {
                #expect(got.mean == looks[0])
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

    /// The temperature decides who is doubtful, as it decides what confidence is.
    @Test func theTemperatureDecidesWhoIsDoubtful() throws {
        let network = try network(gain: 0.3)
        for (temperature, isAskedAgain) in [(Float(1), false), (10, true)] {
            let second = SecondLook(loss: .softmaxCrossEntropy, temperature: temperature)
            var asked = 0
            second.run(InferenceSession(network), count: 1) { _ in
                asked += 1
                return Self.bar(255)
            } collect: { _, _, _ in
            }
            #expect(asked == (isAskedAgain ? 3 : 1))
        }
    }

    @Test func noImagesAreNoWork() throws {
        let second = SecondLook(loss: .softmaxCrossEntropy, temperature: 1)
        var collected = 0
        second.run(InferenceSession(try network(gain: 1)), count: 0) { _ in
            DigitImage()
        } collect: { _, _, _ in
            collected += 1
        }
        #expect(collected == 0)
    }
}
