import Imaging
import NeuralNetwork

/// Reads prepared pictures with one model, many at a time. It owns buffers and belongs to one task.
public final class DigitReader {
    /// The model it reads with.
    public let model: DigitModel
    /// The confidence from which on a reading counts as `classified`.
    public let threshold: Float
    private let session: InferenceSession

    /// A reader with a model, and a threshold of its own unless the model's is wanted.
    public init(_ model: DigitModel, threshold: Float? = nil) {
        self.model = model
        self.threshold = threshold ?? model.threshold
        session = InferenceSession(model.network)
    }

    /// What comes of each picture.
    public func read(_ pictures: [PreparedPicture]) -> [Outcome] {
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(pictures.count)
        var waiting: [(place: Int, digit: DigitImage, facts: InkFacts)] = []
        for (place, picture) in pictures.enumerated() {
            switch picture.content {
            case .failure(let rejection): outcomes.append(.rejected(rejection))
            case .success(let normalized):
                outcomes.append(.blank)
                if let image = normalized.image { waiting.append((place, image, normalized.facts)) }
            }
        }
        model.looking.run(session, count: waiting.count) { index in
            waiting[index].digit
        } collect: { index, looks in
            outcomes[waiting[index].place] = outcome(looks, facts: waiting[index].facts)
        }
        return outcomes
    }

    /// What comes of one picture.
    public func read(_ picture: PreparedPicture) -> Outcome {
        read([picture])[0]
    }

    private func outcome(_ looks: Looks, facts: InkFacts) -> Outcome {
        let (reading, doubt) = model.judge(looks, threshold: threshold)
        return (facts.doubt ?? doubt).map { .uncertain($0, reading) } ?? .classified(reading)
    }
}
