import Foundation
import NeuralNetwork
import Testing
import Training

@testable import digitd

/// `digitd finetune` as a process, as far as the gate.
@Suite struct FinetuneGateTests {
    /// A root with a dozen sevens that lie in a folder of `labeled/`. Its current model takes everything for a 7 and is
    /// not sure of it, so that a cycle is short: there is little to keep alive.
    private func root(labels folder: Int) throws -> DaemonRoot {
        let root = try DaemonRoot()
        let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxCrossEntropy)
        let layout = Network.layout(of: architecture)
        let bias = try #require(layout.parameters.first { $0.name.hasSuffix("bias") }).range
        var numbers = [Float](repeating: 0, count: layout.count)
        numbers[bias.lowerBound + 7] = 0.5
        let network = Network(architecture: architecture, parameters: FloatBuffer(numbers))
        let file = URL(filePath: root.model)
        try Data(ModelFile(network: network, metadata: ["threshold": "0"]).bytes()).write(to: file)

        var configuration = PracticeSet.Configuration()
        configuration.styles = try DigitStyle.selection(only: ["7"])
        configuration.countPerDigit = 12
        configuration.looks = [.clean]
        configuration.sides = 28...40
        let labels = "\(root.root)/labeled/\(folder)"
        for path in [labels, root.root + "/models"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        for seven in PracticeSet(configuration) {
            let bytes = try PNGEncoding.gray8.encode(seven.picture.raster())
            try Data(bytes).write(to: URL(filePath: "\(labels)/\(seven.index).png"))
        }
        let activated = try Program.run(["model", "activate", root.model, "--root", root.root])
        try #require(activated.status == 0, "\(activated.errors)")
        return root
    }

    private func current(_ root: DaemonRoot) throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: root.root + "/models/current")
    }

    /// A cycle without the search for wrong labels, which takes its time.
    private func finetune(_ root: DaemonRoot) throws -> Program.Run {
        try Program.run(["finetune", "--root", root.root, "--keep-suspects"])
    }

    /// Samples right before and after, and how many there are.
    private func samples(_ output: String) throws -> [Int] {
        let line = try #require(output.firstMatch(of: #/\nsamples +([0-9]+) -> ([0-9]+) of ([0-9]+) right\n/#))
        return [line.1, line.2, line.3].compactMap { Int($0) }
    }

    @Test func theDaemonTakesUpAModelThatIsAccepted() throws {
        let root = try root(labels: 7)
        let before = try current(root)
        let daemon = try root.start([
            "run", "--root", root.root, "--settle-milliseconds", "100", "--finetune-window", "off",
        ])
        defer { daemon.terminate() }
        try root.wait("start") { root.log.contains(" started ") }
        let run = try finetune(root)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("accepted: log loss on labels not learned from falls from "), "\(run.output)")
        let after = try current(root)
        #expect(after.hasPrefix("0002-") && before.hasPrefix("0001-"))
        let names = [before, after].map { String($0.dropLast(".safetensors".count)) }
        #expect(run.output.contains("\nmodel       \(after), now current; before it \(names[0])\n"))
        let samples = try samples(run.output)
        #expect(samples[0] > 0 && samples[1] >= samples[0] && samples[2] > 50)
        try root.wait("the switch") { root.log.contains(" model switched from=\(names[0]) ") }
        try root.drop("a.png", DaemonRoot.pictures[0])
        try root.wait("a result") { try root.results()["a.png"] != nil }
        #expect((try root.results()["a.png"]?["model"] as? [String: String])?["name"] == names[1])
        daemon.terminate()
        daemon.waitUntilExit()
        #expect(daemon.terminationStatus == 0)
        try root.expectNothingLost()
    }

    /// Sevens that lie in the folder of the ones are learned, and cost the sevens among the samples.
    @Test func aModelThatIsRefusedIsNotUsed() throws {
        let root = try root(labels: 1)
        let before = try current(root)
        let run = try finetune(root)
        #expect(run.status == 0, "\(run.errors)")
        let reason = #/refused: of [0-9]+ sample pictures [0-9]+ are read wrong that were read right\n/#
        #expect(run.output.prefixMatch(of: reason) != nil, "\(run.output)")
        #expect(try samples(run.output)[0] > 0)
        #expect(try current(root) == before)
        let models = try FileManager.default.contentsOfDirectory(atPath: root.root + "/models").sorted()
        #expect(models == [before, "current", "history.jsonl"])
        let history = try String(contentsOfFile: root.root + "/models/history.jsonl", encoding: .utf8)
        #expect(history.split(separator: "\n").count == 1 && history.contains("\"decision\":\"refused\""))
    }
}
