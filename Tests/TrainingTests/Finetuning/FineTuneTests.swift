import FoundationEssentials
import Glibc
import NeuralNetwork
import Recognition
import Testing

@testable import Training

struct FineTuneTests {
    @Test func learnsANewWayOfWriting() throws {
        let folder = try FineTuneRoot.make(sevens: 40)
        let (cycle, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: FineTuneRoot.parent,
            samples: LabeledImages(),
            configuration: FineTuneRoot.configuration()
        )
        #expect(cycle.decision == .accepted, "\(cycle.reason)")
        let store = ModelStore(root: folder.path)
        let model = try #require(try store.current())
        #expect(cycle.model == store.currentName)
        #expect(model.metadata["parent_sha256"] == FineTuneRoot.parent.identity.sha256.hex)
        #expect(store.history() == [cycle])

        let styles = try DigitStyle.selection(only: ["7.barred", "7.hookbar"])
        let others = LabeledSet(images: DrawnDigits.images(count: 100, styles: styles, seed: 33))
        #expect(Evaluation(of: model, on: others).correct > Evaluation(of: FineTuneRoot.parent, on: others).correct)

        let (again, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: model,
            samples: LabeledImages(),
            configuration: FineTuneRoot.configuration()
        )
        #expect(again.decision == .waited)
        #expect(store.history().count == 2)
    }

    /// What a model has learned from says nothing of it, and is not counted again.
    @Test func onlyNewLabelsTestify() throws {
        let folder = try FineTuneRoot.make(sevens: 40)
        let first = FineTuner(parent: FineTuneRoot.parent, configuration: FineTuneRoot.configuration())
        let outcome = try first.run(on: LabelFolder("\(folder.path)/labeled"), samples: LabeledImages())
        let taught = try DigitModel(name: "taught", bytes: outcome.candidate.bytes())
        #expect(taught.riskEvidence == nil, "the parent has none to go on from")
        #expect(outcome.perDigit[7].labels == 40)

        let second = FineTuner(parent: taught, configuration: FineTuneRoot.configuration())
        #expect(try second.newLabels(LabelFolder("\(folder.path)/labeled")) == [])
        try FileManager.default.removeItem(atPath: "\(folder.path)/labeled/7/0.png")
        try FineTuneRoot.addSevens(12, from: 60, to: folder)
        let labels = try LabelFolder("\(folder.path)/labeled")
        let again = try second.run(on: labels, samples: LabeledImages())
        #expect(again.perDigit[7].labels == 12)
        #expect(again.changes.allSatisfy { second.newLabels(labels).contains($0.index) })

        // Nor what an ancestor has learned from, wherever it lies now.
        let twice = FineTuner(parent: try DigitModel(name: "twice", bytes: again.candidate.bytes()))
        try FileManager.default.removeItem(atPath: "\(folder.path)/labeled/7")
        try FineTuneRoot.addSevens(1, to: folder)
        #expect(try twice.newLabels(LabelFolder("\(folder.path)/labeled")) == [])
        var few = FineTuneRoot.configuration()
        few.leastLabels = 1
        let (cycle, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: taught,
            samples: LabeledImages(),
            configuration: few
        )
        #expect(cycle.decision == .waited)
        let reason = "taught has learned from all but 0 labels, or they looked wrong; a cycle begins with 1 new ones"
        #expect(cycle.reason == reason)
        // Nor the same picture saved again by another program.
        let saved = try Data(contentsOf: URL(filePath: "\(folder.path)/labeled/7/0.png"))
        try folder.write([UInt8](saved) + [0], to: "labeled/7/0.png")
        let again0 = try LabelFolder("\(folder.path)/labeled")
        #expect(again0.examples.map(\.sha256) == [ContentHash(of: [UInt8](saved) + [0])])
        #expect(twice.newLabels(again0) == [] && second.newLabels(again0) == [])
        // Under another digit it is another label.
        try FileManager.default.moveItem(
            atPath: "\(folder.path)/labeled/7/0.png",
            toPath: "\(folder.path)/labeled/1/0.png"
        )
        #expect(try second.newLabels(LabelFolder("\(folder.path)/labeled")) == [0])
    }

    /// A picture that lies under another digit now stays known under the first, should it come back there.
    @Test func aLabelThatWasChangedStaysKnown() throws {
        let folder = try FineTuneRoot.make(sevens: 2)
        let seven = try LabelNote(#require(LabelFolder("\(folder.path)/labeled").examples.first))
        var file = ModelFile(network: FineTuneRoot.parent.network, metadata: FineTuneRoot.parent.metadata)
        file.metadata["fine_tune_examples"] = seven.line
        let parent = try DigitModel(name: "parent", bytes: file.bytes())
        func known() throws -> String? {
            FineTuneProvenance.notes(
                parent: parent,
                try LabelFolder("\(folder.path)/labeled"),
                FineTuneRoot.configuration(),
                doubted: [],
                rehearsalSHA256: "",
                bestRegression: .init(right: 0, sha256: "")
            )["fine_tune_known"]
        }
        #expect(try known()?.isEmpty == true)
        let manager = FileManager.default
        try manager.removeItem(atPath: "\(folder.path)/labeled/1")
        try manager.moveItem(atPath: "\(folder.path)/labeled/7", toPath: "\(folder.path)/labeled/1")
        #expect(try known() == seven.line)
    }

    /// Others may put files into `labeled/`: what a link leads to is not theirs to show.
    @Test func linksAreNotLearnedFrom() throws {
        let folder = try FineTuneRoot.make(sevens: 3)
        try folder.write(TestDigits.png(5), to: "elsewhere.png")
        #expect(symlink("\(folder.path)/elsewhere.png", "\(folder.path)/labeled/1/a.png") == 0)
        #expect(try LabelFolder("\(folder.path)/labeled").examples.map(\.label) == [7, 7, 7])
    }

    /// A label that looks wrong and stays where it lies is evidence once.
    @Test func doubtedLabelsCountOnce() throws {
        var file = ModelFile(network: FineTuneRoot.parent.network, metadata: FineTuneRoot.parent.metadata)
        file.metadata["risk_evidence"] = "4:100:1"
        let folder = try FineTuneRoot.make(sevens: 12)
        var parent = try DigitModel(name: "parent", bytes: file.bytes())
        let note = try #require(LabelNote(line: "1 \(String(repeating: "ab", count: 32))"))
        let doubted = DoubtedLabel(note: note, confidence: 0.9)
        for round in 0..<2 {
            if round > 0 { try FineTuneRoot.addSevens(12, from: 20, to: folder) }
            var configuration = FineTuneRoot.configuration()
            configuration.epochs = 1
            let tuner = FineTuner(parent: parent, configuration: configuration)
            let labels = try LabelFolder("\(folder.path)/labeled")
            let candidate = try tuner.run(on: labels, samples: LabeledImages(), doubted: [doubted]).candidate
            parent = try DigitModel(name: "taught", bytes: candidate.bytes())
            #expect(FineTuneProvenance.doubted(by: parent) == [doubted])
            // Two rounds of labels and one doubt.
            #expect(parent.riskEvidence?.readings == 100 + 12 * (round + 1) + 1)
            #expect(parent.metadata["risk_evidence_inherited"] == (round == 0 ? "100" : "113"))
        }
    }

    /// Evidence is counted at the temperature of the candidate, and what was left out as doubtful counts as wrong.
    @Test func evidenceIsThatOfTheCandidate() throws {
        var parent = ModelFile(network: FineTuneRoot.parent.network, metadata: FineTuneRoot.parent.metadata)
        parent.metadata["risk_evidence"] = "4:100:1"
        let tuner = FineTuner(parent: try DigitModel(name: "parent", bytes: parent.bytes()))
        let probabilities: [Float] = [0.9, 0.1] + [Float](repeating: 0, count: 8)
        let testimony = Gate.Testimony(
            loss: 0.1,
            isRight: true,
            confidence: 0.9,
            digit: 0,
            probabilities: probabilities
        )
        var expected = try #require(RiskEvidence(text: "4:100:1"))
        // 0.9 to 0.1 at twice the temperature is 3 to 1.
        expected.add(confidence: 0.75, isRight: true)
        expected.add(confidence: 0.99, isRight: false)
        #expect(tuner.evidence([testimony], heat: 2, doubted: [0.99]) == expected)
    }

    @Test func labelsOfAnyNameAreRead() throws {
        let folder = try FineTuneRoot.make(sevens: 1)
        let path = Array("\(folder.path)/labeled/7/".utf8) + [0xFF] + Array(".png".utf8)
        let bytes = try TestDigits.png(2, seed: 50)
        let file = path.map { CChar(bitPattern: $0) } + [0]
        let descriptor = open(file, O_WRONLY | O_CREAT, 0o600)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
        let labels = try LabelFolder("\(folder.path)/labeled")
        #expect(labels.examples.count == 2 && labels.leftOut.isEmpty)
    }

    /// A file of many gigabytes is hashed, not held.
    @Test func hugeFilesAreLeftOut() throws {
        let folder = try FineTuneRoot.make(sevens: 1)
        try folder.write([], to: "labeled/7/huge.png")
        #expect(truncate("\(folder.path)/labeled/7/huge.png", 200 << 20) == 0)
        let labels = try LabelFolder("\(folder.path)/labeled")
        #expect(labels.leftOut.first?.reason.contains("more than the 134217728 allowed") == true, "\(labels.leftOut)")
    }

    @Test func noDigitIsShownMoreThanItsShare() {
        var labels = LabeledImages()
        let image = [UInt8](repeating: 0, count: 784)
        for (digit, count) in [(7, 400), (1, 3), (4, 26), (9, 25)] {
            for _ in 0..<count { labels.append(image, label: digit) }
        }
        let tuner = FineTuner(parent: FineTuneRoot.parent, configuration: FineTuneConfiguration())
        let digits = DrawnDigits.images(count: 20, seed: 1)
        let sources = tuner.sources(labels, .init(digits: digits, outliers: LabeledImages(), sha256: ""))
        #expect(sources.map(\.perEpoch) == [36 + 300, 300, 300, 20])
        #expect(sources[..<3].map { Set($0.images.labels) } == [[1, 9], [4], [7]])
        #expect(sources.map(\.asksTeacher) == [false, false, false, true])
    }

    @Test func refusesLabelsThatWouldHarm() throws {
        let folder = try FineTuneRoot.make(sevens: 0)
        // Digits of all kinds under the label of the next one.
        for index in 0..<60 {
            try folder.write(TestDigits.png(index, seed: 21), to: "labeled/\((index + 1) % 10)/\(index).png")
        }
        var strict = FineTuneRoot.configuration()
        strict.regressionLoss = FineTuneConfiguration().regressionLoss
        let (cycle, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: FineTuneRoot.parent,
            samples: LabeledImages(),
            configuration: strict
        )
        #expect(cycle.decision == .refused)
        // Most are seen to be wrong, and the gate refuses the others.
        #expect(cycle.suspects?.count ?? 0 > 40)
        #expect(cycle.reason.contains("wrong folders"), "\(cycle.reason)")
        #expect(ModelStore(root: folder.path).currentName == nil)
        // Nor does the gate let them pass where nobody looks for wrong labels.
        strict.leavesOutSuspects = false
        let (judged, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: FineTuneRoot.parent,
            samples: LabeledImages(),
            configuration: strict,
            force: true
        )
        #expect(judged.decision == .refused)
        #expect(judged.figures != nil, "\(judged.reason)")
    }

    /// Who looks for a gain again and again, after a few labels more each time, finds one by luck.
    @Test func gainsAreLookedForMoreStrictlyEachTime() throws {
        let parent = FineTuneRoot.parent
        func cycle(_ decision: FineTuneCycle.Decision, of sha256: String? = nil, labels: String) -> FineTuneCycle {
            FineTuneCycle(
                at: "",
                decision: decision,
                reason: "",
                parent: "parent",
                parentSHA256: sha256 ?? parent.identity.sha256.hex,
                model: nil,
                labels: 20,
                labelsSHA256: labels,
                leftOut: 0,
                figures: decision == .waited ? nil : .some(.init(figures)),
                seconds: 1
            )
        }
        let folder = try FineTuneRoot.make(sevens: 12)
        let figures = try FineTuner(parent: parent, configuration: FineTuneRoot.configuration())
            .run(on: LabelFolder("\(folder.path)/labeled"), samples: LabeledImages())
        #expect(FineTuneCycle.looks(at: parent, with: "c", in: []) == 1)
        let history = [
            cycle(.refused, of: "another", labels: "a"), cycle(.refused, labels: "a"), cycle(.waited, labels: "x"),
            cycle(.refused, labels: "b"), cycle(.refused, labels: "b"),
        ]
        #expect(FineTuneCycle.looks(at: parent, with: "c", in: history) == 3)
        #expect(FineTuneCycle.looks(at: parent, with: "b", in: history) == 2)
    }

    /// What each cycle may lose of the drawn digits does not add up.
    @Test func theBestOfAllAncestorsIsWhatMayNotBeLost() throws {
        let folder = try FineTuneRoot.make(sevens: 12)
        var configuration = FineTuneRoot.configuration()
        configuration.epochs = 1
        let labels = try LabelFolder("\(folder.path)/labeled")
        let first = try FineTuner(parent: FineTuneRoot.parent, configuration: configuration)
            .run(on: labels, samples: LabeledImages())
        #expect(first.regression.best == first.regression.before)
        var file = first.candidate
        let note = try #require(file.metadata["fine_tune_regression_best"])
        #expect(note.hasPrefix("\(max(first.regression.before, first.regression.after)) "))
        // As if an ancestor had read all of them.
        file.metadata["fine_tune_regression_best"] = "200" + note.drop { $0 != " " }
        try FineTuneRoot.addSevens(12, from: 20, to: folder)
        let more = try LabelFolder("\(folder.path)/labeled")
        let taught = try DigitModel(name: "taught", bytes: file.bytes())
        let second = try FineTuner(parent: taught, configuration: configuration).run(on: more, samples: LabeledImages())
        #expect(second.regression.best == 200)
        #expect(second.candidate.metadata["fine_tune_regression_best"]?.hasPrefix("200 ") == true)
        // Of other drawn digits nothing is known.
        file.metadata["fine_tune_regression_best"] = "200 \(String(repeating: "0", count: 64))"
        let other = try DigitModel(name: "taught", bytes: file.bytes())
        let third = try FineTuner(parent: other, configuration: configuration).run(on: more, samples: LabeledImages())
        #expect(third.regression.best == third.regression.before)
    }

    @Test(arguments: [(1, "1 label"), (5, "5 labels")])
    func waitsForLabels(count: Int, text: String) throws {
        let folder = try FineTuneRoot.make(sevens: count)
        let (cycle, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: FineTuneRoot.parent,
            samples: LabeledImages(),
            configuration: FineTuneRoot.configuration()
        )
        #expect(cycle.decision == .waited && cycle.labels == count)
        #expect(cycle.reason == "\(text) that can be learned from; a cycle begins with 10")
    }

    @Test func theSameCycleGivesTheSameModel() throws {
        let folder = try FineTuneRoot.make(sevens: 30)
        let tuner = FineTuner(parent: FineTuneRoot.parent, configuration: FineTuneRoot.configuration())
        let first = try tuner.run(on: LabelFolder("\(folder.path)/labeled"), samples: LabeledImages())
        let second = try tuner.run(on: LabelFolder("\(folder.path)/labeled"), samples: LabeledImages())
        #expect(first.candidate.bytes() == second.candidate.bytes())
    }

    @Test func onlyWhatTheParentKnowsIsRehearsed() {
        let rehearsal = FineTuner(parent: FineTuneRoot.parent, configuration: FineTuneRoot.configuration()).rehearsal()
        let read = Evaluation(of: FineTuneRoot.parent, on: LabeledSet(images: rehearsal.digits))
        #expect(read.correctAtOneLook == rehearsal.digits.count)
        // The parent, which knows little, reads some of the 200 wrong.
        #expect((100..<200).contains(rehearsal.digits.count))
    }

    @Test func contentCountsAndNotNames() throws {
        let folder = try FineTuneRoot.make(sevens: 6)
        let before = try LabelFolder("\(folder.path)/labeled")
        try FileManager.default.moveItem(
            atPath: "\(folder.path)/labeled/7/0.png",
            toPath: "\(folder.path)/labeled/7/renamed.png"
        )
        #expect(try LabelFolder("\(folder.path)/labeled").digest == before.digest)
        try folder.write(TestDigits.png(1, seed: 77), to: "labeled/1/new.png")
        #expect(try LabelFolder("\(folder.path)/labeled").digest != before.digest)
    }

    @Test func leavesOutContradictionsAndJunk() throws {
        let folder = try FineTuneRoot.make(sevens: 3)
        let picture = try TestDigits.png(4, seed: 50)
        try folder.write(picture, to: "labeled/4/a.png")
        try folder.write(picture, to: "labeled/9/b.png")
        let twin = try TestDigits.png(5, seed: 50)
        try folder.write(twin, to: "labeled/5/a.png")
        try folder.write(twin, to: "labeled/5/b.png")
        try folder.write(Array("junk".utf8), to: "labeled/1/c.png")
        try folder.write(twin, to: "labeled/five/c.png")
        try folder.write(twin, to: "labeled/d.png")
        try folder.write(twin, to: "labeled/.hidden/e.png")
        let labels = try LabelFolder("\(folder.path)/labeled")
        #expect(labels.examples.count == 4)
        #expect(labels.leftOut.count == 6)
        let strays = labels.leftOut.filter { $0.reason == "lies in none of the folders 0 to 9; move it into one" }
        #expect(strays.map { $0.path.dropFirst(folder.path.count + 1) } == ["labeled/d.png", "labeled/five/c.png"])
    }
}
