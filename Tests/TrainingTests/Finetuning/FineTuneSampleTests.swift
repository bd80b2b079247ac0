import FoundationEssentials
import NeuralNetwork
import Recognition
import Testing

@testable import Training

/// What the sample pictures have to say in a cycle.
struct FineTuneSampleTests {
    /// Sixty sevens with a bar that are in no root; the parent reads some of them wrong.
    private static let sevens: LabeledImages = {
        guard let styles = try? DigitStyle.selection(only: ["7.barred", "7.hookbar"]) else {
            preconditionFailure("styles that exist")
        }
        return DrawnDigits.images(count: 600, styles: styles, seed: 33)
    }()

    /// A cycle on sevens with a bar.
    private func cycle(_ samples: LabeledImages) throws -> (cycle: FineTuneCycle, folder: TemporaryFolder) {
        let folder = try FineTuneRoot.make(sevens: 40)
        let (cycle, _) = try FineTuneCycle.run(
            root: folder.path,
            parent: FineTuneRoot.parent,
            samples: samples,
            configuration: FineTuneRoot.configuration()
        )
        return (cycle, folder)
    }

    @Test func samplesAreReadBeforeAndAfter() throws {
        let (cycle, folder) = try cycle(Self.sevens)
        #expect(cycle.decision == .accepted, "\(cycle.reason)")
        let model = try #require(try ModelStore(root: folder.path).current())
        let right = [FineTuneRoot.parent, model].map { Evaluation(of: $0, on: LabeledSet(images: Self.sevens)).correct }
        #expect(right[0] < right[1])
        #expect(cycle.figures?.samples == right + [60])
    }

    /// Samples that only a model reads right that has learned nothing: sevens under the digits the parent reads in them.
    @Test func aSampleThatIsLostIsAReasonToRefuse() throws {
        var samples = LabeledImages()
        for mistake in Evaluation(of: FineTuneRoot.parent, on: LabeledSet(images: Self.sevens)).mistakes {
            samples.append(Self.sevens.image(mistake.index), label: mistake.digit)
        }
        try #require(samples.count > 3)
        let (cycle, folder) = try cycle(samples)
        #expect(cycle.decision == .refused)
        let figures = try #require(cycle.figures)
        let lost = samples.count - figures.samples[1]
        #expect(lost > 0 && figures.samples == [samples.count, samples.count - lost, samples.count])
        #expect(cycle.reason == "of \(samples.count) sample pictures \(lost) are read wrong that were read right")
        #expect(ModelStore(root: folder.path).currentName == nil)
    }

    /// Of those that ship every one with a digit is asked about, under its digit.
    @Test func thePicturesThatShipAreLoaded() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Samples").path()
        let samples = SamplePictures.load(folder)
        let text = try String(contentsOf: URL(filePath: "\(folder)/expected.json"), encoding: .utf8)
        let digits = text.matches(of: #/"digit" ?: ?([0-9])/#).compactMap { UInt8($0.1) }
        #expect(samples.count > 50 && samples.labels.sorted() == digits.sorted())
        let model = try ModelLibrary.load(ModelLibrary.shippedNames[0])
        #expect(Evaluation(of: model, on: LabeledSet(images: samples)).correct == samples.count)
        #expect(SamplePictures.load("\(folder)/none").count == 0)
    }
}
