import FoundationEssentials
import NeuralNetwork
import Recognition
import Testing

@testable import Training

struct ModelStoreTests {
    private func bytes(seed: UInt64) throws -> [UInt8] {
        let architecture = try Architecture(layers: [.dense(units: 10)])
        return ModelFile(network: Network(architecture: architecture, seed: seed), metadata: [:]).bytes()
    }

    private func store() throws -> (TemporaryFolder, ModelStore) {
        let folder = try TemporaryFolder()
        let store = ModelStore(root: folder.path)
        try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: true)
        return (folder, store)
    }

    @Test func numbersModelsAndSwitches() throws {
        let (folder, store) = try store()
        defer { _ = folder }
        #expect(try store.current() == nil)
        let first = try store.add(bytes(seed: 1)), second = try store.add(bytes(seed: 2))
        #expect(first.hasPrefix("0001-") && second.hasPrefix("0002-"))
        #expect(store.names() == [first, second])
        try store.activate(first)
        #expect(store.currentName == first)
        try store.activate(second)
        #expect(try store.current()?.identity.sha256 == ContentHash(of: bytes(seed: 2)))
    }

    /// A model with a parent in its notes, as fine-tuning makes them.
    private func child(of parent: [UInt8], seed: UInt64) throws -> [UInt8] {
        let architecture = try Architecture(layers: [.dense(units: 10)])
        let network = Network(architecture: architecture, seed: seed)
        return ModelFile(network: network, metadata: ["parent_sha256": ContentHash(of: parent).hex]).bytes()
    }

    @Test func goesBackToTheParent() throws {
        let (folder, store) = try store()
        defer { _ = folder }
        #expect(throws: ModelStoreError.self) { try store.rollBack() }
        let first = try store.add(bytes(seed: 1))
        let second = try store.add(child(of: bytes(seed: 1), seed: 2))
        let third = try store.add(child(of: bytes(seed: 9), seed: 3))
        try store.activate(second)
        #expect(try store.rollBack() == .own(first))
        #expect(store.currentName == first)
        // The first has no parent, that of the third is gone.
        #expect(throws: ModelStoreError.self) { try store.rollBack() }
        try store.activate(third)
        #expect(throws: (any Error).self) { try store.rollBack() }
        #expect(store.currentName == third)
    }

    /// The parent of a root's first taught model lies in no root: going back to it leaves no current model.
    @Test func goesBackToTheModelThatShips() throws {
        let (folder, store) = try store()
        defer { _ = folder }
        let shipped = try ModelLibrary.bytes(of: ModelLibrary.locate(ModelLibrary.shippedNames[0]))
        let taught = try store.add(child(of: shipped, seed: 2))
        try store.activate(taught)
        #expect(try store.rollBack() == .shipped)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.path) == [taught])
        let error = #expect(throws: ModelStoreError.self) { try store.rollBack() }
        #expect(error?.reason == "is not there: the model that ships is in use")
        // Another model that ships is no default one: nothing would say that it is in use.
        let other = try ModelLibrary.bytes(of: ModelLibrary.locate(ModelLibrary.shippedNames[2]))
        let stray = try store.add(child(of: other, seed: 3))
        try store.activate(stray)
        #expect(throws: ModelStoreError.self) { try store.rollBack() }
        #expect(store.currentName == stray)
    }

    @Test func choosesByNameOrTakesAFileIn() throws {
        let (folder, store) = try store()
        let first = try store.add(bytes(seed: 1))
        #expect(try store.choose(String(first.dropLast(".safetensors".count))) == first)
        try folder.write(bytes(seed: 5), to: "other.safetensors")
        let taken = try store.choose("\(folder.path)/other.safetensors")
        #expect(taken.hasPrefix("0002-") && store.currentName == taken)
        #expect(try store.choose("\(folder.path)/other.safetensors") == taken)
        #expect(store.names() == [first, taken])
        try folder.write([1, 2, 3], to: "bad.safetensors")
        #expect(throws: ModelLibraryError.self) { try store.choose("\(folder.path)/bad.safetensors") }
        #expect(store.currentName == taken)
    }

    @Test func keepsTheNewestTheCurrentAndItsParent() throws {
        let (folder, store) = try store()
        defer { _ = folder }
        let parent = try store.add(bytes(seed: 1))
        let current = try store.add(child(of: bytes(seed: 1), seed: 2))
        let others = try (3..<8).map { try store.add(bytes(seed: $0)) }
        try store.activate(current)
        store.prune(keeping: 3)
        #expect(store.names() == [parent, current] + others.suffix(3))
    }

    @Test func neverActivatesADamagedModel() throws {
        let (folder, store) = try store()
        let good = try store.add(bytes(seed: 1))
        try store.activate(good)
        try folder.write(Array(bytes(seed: 2).dropLast(3)), to: "models/0009-bad.safetensors")
        #expect(throws: ModelStoreError.self) { try store.activate("0009-bad.safetensors") }
        #expect(throws: ModelStoreError.self) { try store.activate("nothing.safetensors") }
        #expect(store.currentName == good)
    }

    @Test func aDamagedCurrentModelIsAnError() throws {
        let (folder, store) = try store()
        let name = try store.add(bytes(seed: 1))
        try store.activate(name)
        try folder.write(Array("x".utf8), to: "models/\(name)")
        #expect(throws: ModelLibraryError.self) { try store.current() }
    }

    @Test func halfFilesOfKilledWritersGo() throws {
        let (folder, store) = try store()
        defer { _ = folder }
        let name = try store.add(bytes(seed: 1))
        try store.activate(name)
        for half in [".0002-abcd.safetensors.77.tmp", ".current.77.tmp"] {
            try folder.write([1, 2], to: "models/\(half)")
        }
        store.removeHalfFiles()
        let left = try FileManager.default.contentsOfDirectory(atPath: store.path).sorted()
        #expect(left == [name, "current"])
    }

    @Test func historySkipsBrokenLines() throws {
        let (folder, store) = try store()
        let cycle = FineTuneCycle(
            at: "2026-01-01T00:00:00.000Z",
            decision: .refused,
            reason: "r",
            parent: "p",
            parentSHA256: "00",
            model: nil,
            labels: 3,
            labelsSHA256: "11",
            leftOut: 0,
            figures: nil,
            seconds: 1
        )
        try store.append(cycle)
        try folder.write(cycle.json() + Array("\n{\"half".utf8), to: "models/history.jsonl")
        try store.append(cycle)
        #expect(store.history() == [cycle, cycle])
    }
}
