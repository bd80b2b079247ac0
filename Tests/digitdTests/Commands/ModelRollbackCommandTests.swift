import Foundation
import NeuralNetwork
import Recognition
import Testing

@testable import digitd

/// `digitd model activate` and `digitd model rollback` on a root that has been run on.
@Suite struct ModelRollbackCommandTests {
    private func root() throws -> DaemonRoot {
        let root = try DaemonRoot()
        #expect(try Program.run(root.arguments(["--once"])).status == 0)
        return root
    }

    /// Makes a model current.
    ///
    /// - Returns: its name in the root.
    private func activate(_ model: String, _ root: DaemonRoot) throws -> String {
        let run = try Program.run(["model", "activate", model, "--root", root.root])
        #expect(run.status == 0 && run.errors == "", "\(run.errors)")
        let name = try #require(current(root))
        #expect(run.output == "\(name).safetensors is now current\n")
        return name
    }

    private func current(_ root: DaemonRoot) -> String? {
        let file = try? FileManager.default.destinationOfSymbolicLink(atPath: root.root + "/models/current")
        return file.map { String($0.dropLast(".safetensors".count)) }
    }

    private func rollback(_ root: DaemonRoot) throws -> Program.Run {
        try Program.run(["model", "rollback", "--root", root.root])
    }

    /// The file of a model that another one is said to be the parent of.
    private func child(of parent: String, _ root: DaemonRoot) throws -> String {
        let hash = ContentHash(of: try ModelLibrary.bytes(of: parent)).hex
        let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxCrossEntropy)
        let network = Network(architecture: architecture, seed: 8)
        let file = root.folder.appending(path: "child.safetensors")
        try Data(ModelFile(network: network, metadata: ["threshold": "0", "parent_sha256": hash]).bytes())
            .write(to: file)
        return file.path
    }

    /// The name of the model that the next run reads with.
    private func reader(_ root: DaemonRoot, _ picture: String) throws -> String? {
        try root.drop(picture, DaemonRoot.pictures[2] + Array(picture.utf8))
        let run = try Program.run(["run", "--root", root.root, "--once"])
        #expect(run.status == 0, "\(run.errors)")
        return (try root.results()[picture]?["model"] as? [String: String])?["name"]
    }

    @Test func activateChoosesAndRollbackGoesBack() throws {
        let root = try root()
        let first = try activate(root.model, root)
        let second = try activate(child(of: root.model, root), root)
        #expect(first.hasPrefix("0001-") && second.hasPrefix("0002-"))
        #expect(try reader(root, "a.png") == second)
        let back = try rollback(root)
        #expect(back.status == 0 && back.errors == "", "\(back.errors)")
        #expect(back.output == "\(first).safetensors is now current\n")
        #expect(current(root) == first)
        #expect(try reader(root, "b.png") == first)
        // The newer one is still there, and goes by its number.
        #expect(try activate("0002", root) == second)
    }

    /// A daemon that runs on the root follows to the model that ships too.
    @Test func rollbackLeadsToTheModelThatShips() throws {
        let root = try root()
        let taught = try activate(child(of: ModelLibrary.locate("default"), root), root)
        let daemon = try root.start(["run", "--root", root.root, "--finetune-window", "off"])
        defer { daemon.terminate() }
        try root.wait("start") { root.log.contains(" started ") }
        let back = try rollback(root)
        #expect(back.status == 0 && back.errors == "", "\(back.errors)")
        #expect(back.output == "the model that ships is in use again\n")
        let models = try FileManager.default.contentsOfDirectory(atPath: root.root + "/models")
        #expect(models == ["\(taught).safetensors"])
        try root.wait("the switch") { root.log.contains(" model switched from=\(taught) ") }
        #expect(root.log.contains(" to=default "))
        daemon.terminate()
        daemon.waitUntilExit()
        #expect(try reader(root, "a.png") == "default")
        // There is nothing left to go back to.
        let again = try rollback(root)
        #expect(again.status == 2 && again.output == "")
        let reason = "models/current is not there: the model that ships is in use"
        #expect(again.errors == "digitd: error: \(root.root)/\(reason)\n")
    }
}
