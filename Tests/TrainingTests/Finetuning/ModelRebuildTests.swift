import FoundationEssentials
import NeuralNetwork
import Recognition
import Testing

@testable import Training

struct ModelRebuildTests {
    /// As short as a cycle can be.
    private static let configuration = {
        var configuration = FineTuneRoot.configuration()
        configuration.epochs = 1
        configuration.rehearsal = 50
        configuration.regressionDigits = 50
        configuration.folds = 2
        configuration.repeats = 1
        return configuration
    }()

    /// A root with two versions, the second learned from all labels of the first and some more.
    private func taught() throws -> (root: TemporaryFolder, store: ModelStore, names: [String]) {
        let folder = try FineTuneRoot.make(sevens: 20)
        let store = ModelStore(root: folder.path)
        let parent = FineTuneRoot.parent
        let name = try store.add(FineTuneRoot.parentBytes)
        var names = [name]
        var current = parent
        for round in 0..<2 {
            if round > 0 { try FineTuneRoot.addSevens(10, from: 50, to: folder) }
            let tuner = FineTuner(parent: current, configuration: Self.configuration)
            let outcome = try tuner.run(on: LabelFolder("\(folder.path)/labeled"), samples: LabeledImages())
            names.append(try store.add(outcome.candidate.bytes()))
            current = try ModelLibrary.load("\(store.path)/\(names[round + 1])")
        }
        return (folder, store, names)
    }

    private func rebuild(
        _ name: String,
        _ store: ModelStore,
        _ root: TemporaryFolder,
        without: Set<ContentHash> = [],
        parent: String? = nil,
        threads: Int = 2
    ) throws -> [UInt8] {
        let rebuild = try ModelRebuild(
            ModelLibrary.load("\(store.path)/\(name)"),
            without: without,
            parent: parent.map { try ModelLibrary.load("\(store.path)/\($0)") },
            in: store,
            labels: "\(root.path)/labeled",
            threads: threads
        )
        return try rebuild.run(samples: LabeledImages()).file.bytes()
    }

    private func hash(_ path: String) throws -> ContentHash {
        try ContentHash(of: [UInt8](Data(contentsOf: URL(filePath: path))))
    }

    @Test func theSameMeansGiveTheSameBits() throws {
        let (root, store, names) = try taught()
        // Neither the names nor the labels of today count, nor other files, nor the number of threads.
        let labeled = "\(root.path)/labeled"
        try FileManager.default.moveItem(atPath: "\(labeled)/7/0.png", toPath: "\(labeled)/1/renamed.png")
        try root.write(TestDigits.png(3, seed: 90), to: "labeled/3/new.png")
        for name in names[1...] {
            let bytes = try rebuild(name, store, root, threads: 3)
            #expect(try ContentHash(of: bytes) == hash("\(store.path)/\(name)"), "\(name)")
        }
    }

    @Test func whatIsGoneIsNamed() throws {
        let (root, store, names) = try taught()
        let file = "\(root.path)/labeled/7/3.png"
        let gone = try hash(file).hex
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.removeItem(atPath: "\(store.path)/\(names[0])")
        let error = #expect(throws: ModelRebuildError.self) { try rebuild(names[1], store, root) }
        let parent = FineTuneRoot.parent.identity.sha256.hex
        #expect(error?.reason == "gone: its parent \(parent) (parent), the example \(gone) (a 7)")
        let unknown = #expect(throws: ModelRebuildError.self) {
            try ModelRebuild(FineTuneRoot.parent, in: store, labels: "\(root.path)/labeled", threads: 2)
        }
        #expect(unknown?.description == "parent can't be made again: its file does not say what it was made from")
    }

    @Test func aWithdrawnExampleLeavesNoTrace() throws {
        let (root, store, names) = try taught()
        let file = "\(root.path)/labeled/7/3.png"
        let withdrawn = try hash(file)
        #expect(throws: ModelRebuildError.self, "the first has learned from it too") {
            try rebuild(names[2], store, root, without: [withdrawn])
        }
        #expect(throws: ModelRebuildError.self, "nobody has learned from it") {
            try rebuild(names[1], store, root, without: [ContentHash(of: [1])])
        }
        // An ancestor that was fine-tuned, and does not say on what, may have learned from it.
        let claim = ["parent_sha256": String(repeating: "0", count: 64)]
        let silent = try store.add(ModelFile(network: FineTuneRoot.parent.network, metadata: claim).bytes())
        let unknown = #expect(throws: ModelRebuildError.self) {
            try rebuild(names[1], store, root, without: [withdrawn], parent: silent)
        }
        #expect(unknown?.reason == "it is an ancestor, and its file does not say what it learned from")
        // Made by a version with other settings: it can't be made again, and what it learned from is known all the same.
        let made = try ModelLibrary.load("\(store.path)/\(names[1])")
        var notes = made.metadata
        notes[FineTuneProvenance.Key.settings] = "{\"epochs\": 8}"
        let old = try store.add(ModelFile(network: made.network, metadata: notes).bytes())
        let unmade = #expect(throws: ModelRebuildError.self) { try rebuild(old, store, root) }
        #expect(unmade?.reason == "it was made with the settings of another version of digitd")
        // Nor one whose sums were rounded otherwise.
        notes = made.metadata
        notes[FineTuneProvenance.Key.arithmetic] = nil
        let rounded = try store.add(ModelFile(network: made.network, metadata: notes).bytes())
        let unlike = #expect(throws: ModelRebuildError.self) { try rebuild(rounded, store, root) }
        #expect(unlike?.reason == "this digitd adds up otherwise than the one that made it")
        let ancestor = #expect(throws: ModelRebuildError.self) {
            try rebuild(names[2], store, root, without: [withdrawn], parent: old)
        }
        #expect(ancestor?.reason.contains("has learned from \(withdrawn.hex) too") == true)
        // It need not be there any more.
        try FileManager.default.removeItem(atPath: file)
        let first = try store.add(rebuild(names[1], store, root, without: [withdrawn]))
        let second = try store.add(rebuild(names[2], store, root, without: [withdrawn], parent: first))
        for name in [first, second] {
            let model = try ModelLibrary.load("\(store.path)/\(name)")
            let provenance = try #require(FineTuneProvenance(of: model))
            #expect(!provenance.examples.map(\.sha256).contains(withdrawn))
            #expect(provenance.examples.count == (name == first ? 19 : 29))
        }
        // It is what a cycle makes that has never seen it.
        let fresh = FineTuner(parent: FineTuneRoot.parent, configuration: Self.configuration)
        let other = try FineTuneRoot.make(sevens: 20)
        try FileManager.default.removeItem(atPath: "\(other.path)/labeled/7/3.png")
        let cycle = try fresh.run(on: LabelFolder("\(other.path)/labeled"), samples: LabeledImages())
        let derived = try ModelLibrary.load("\(store.path)/\(first)")
        let expected = try DigitModel(name: "fresh", bytes: cycle.candidate.bytes())
        #expect(derived.network.parameters.values == expected.network.parameters.values)
        // A derived one is rebuilt like any other.
        #expect(try ContentHash(of: rebuild(second, store, root)) == hash("\(store.path)/\(second)"))
    }

    /// A parent that has learned from the examples already leaves nobody to testify.
    @Test func examplesThatTheParentKnowsAreNotEnough() throws {
        let (root, store, names) = try taught()
        let error = #expect(throws: ModelRebuildError.self) { try rebuild(names[1], store, root, parent: names[2]) }
        #expect(error.map { "\($0)".contains("has learned from all but 0 of its examples") } == true, "\(error as Any)")
    }
}
