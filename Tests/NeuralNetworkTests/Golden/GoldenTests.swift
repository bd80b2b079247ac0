import FoundationEssentials
import Testing

@testable import NeuralNetwork

/// A small network with the figures of an independent implementation; `make_golden.py` writes them.
struct GoldenCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let layers: String
    let loss: String
    let side: Int
    let images: Int
    let pixels: [Float]
    let targets: [Float]
    let outputs: [Float]
    let cost: Double
    let parameters: [String: [Float]]
    let gradients: [String: [Float]]

    var testDescription: String { name }

    /// The cases of `golden.json`.
    static let all: [GoldenCase] = {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        guard let data = try? Data(contentsOf: URL(filePath: "/\(folder)/golden.json")) else { return [] }
        return (try? JSONDecoder().decode([GoldenCase].self, from: data)) ?? []
    }()

    /// The network with its parameters.
    func network() throws -> Network {
        let architecture = try Architecture(
            input: Shape(height: side, width: side, channels: 1),
            parsing: layers.split(separator: ";").map { String($0.drop { $0 == " " }) },
            loss: try #require(Loss(rawValue: loss))
        )
        let network = Network(architecture: architecture, seed: 0)
        for parameter in network.layout.parameters where parameter.role != .statistic {
            let values = try #require(parameters[parameter.name])
            try #require(values.count == parameter.range.count)
            for (place, value) in zip(parameter.range, values) { network.parameters[place] = value }
        }
        return network
    }

    /// Hands out image `index`.
    func fill(_ index: Int, _ pixels: inout MutableSpan<Float>, _ targets: inout MutableSpan<Float>) {
        for place in pixels.indices { pixels[place] = self.pixels[index * pixels.count + place] }
        for place in targets.indices { targets[place] = self.targets[index * targets.count + place] }
    }
}

@Suite("Figures of an independent implementation")
struct GoldenTests {
    @Test func bothCasesAreThere() {
        #expect(GoldenCase.all.map(\.name) == ["picture", "classic"])
    }

    @Test(arguments: GoldenCase.all)
    func costAndGradientsAgree(_ golden: GoldenCase) throws {
        let network = try golden.network()
        for kernels in Kernels.all {
            let session = TrainingSession(network, chunk: golden.images, threads: 1, kernels: kernels)
            let (result, gradients) = session.gradients(count: golden.images, fill: golden.fill)
            #expect(abs(result.cost / Double(golden.images) - golden.cost) < 2e-6, "\(kernels.name)")
            for parameter in network.layout.parameters where parameter.role != .statistic {
                let expected = try #require(golden.gradients[parameter.name])
                let largest = expected.map { abs($0) }.max() ?? 0
                let error = largestDifference(Array(gradients[parameter.range]), expected)
                #expect(error < 1e-6 + 1e-5 * largest, "\(kernels.name), \(parameter.name)")
            }
        }
    }

    @Test(arguments: GoldenCase.all)
    func outputsAgree(_ golden: GoldenCase) throws {
        var network = try golden.network()
        if golden.layers.contains("batchnorm") {
            // The figures normalise with this batch's own statistics: let them become the running ones.
            network = try network.withStatistics(of: golden)
        }
        for kernels in Kernels.all {
            let session = InferenceSession(network, chunk: 3, kernels: kernels)
            var outputs: [Float] = []
            session.run(count: golden.images) { index, pixels in
                for place in pixels.indices { pixels[place] = golden.pixels[index * pixels.count + place] }
            } collect: { _, output in
                outputs += output
            }
            #expect(largestDifference(outputs, golden.outputs) < 1e-5, "\(kernels.name)")
        }
    }
}

extension Network {
    /// This network with the batch statistics of `golden` in place of its running averages.
    fileprivate func withStatistics(of golden: GoldenCase) throws -> Network {
        let session = TrainingSession(self, chunk: golden.images, threads: 1)
        let gradients = session.gradients(count: golden.images, fill: golden.fill).gradients
        let parameters = FloatBuffer(copying: parameters)
        for parameter in layout.parameters where parameter.role == .statistic {
            for place in parameter.range { parameters[place] = gradients[place] }
        }
        return Network(architecture: architecture, parameters: parameters)
    }
}
