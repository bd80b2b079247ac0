import NeuralNetwork
import Recognition

/// How well a model reads a labelled set.
public struct Evaluation: Sendable {
    /// Pictures, those that could not be read among them.
    public private(set) var images: Int
    /// Pictures whose digit was the label, the uncertain ones among them.
    public private(set) var correct: Int
    /// Pictures whose digit would have been the label if one look had been all they got.
    public private(set) var correctAtOneLook: Int
    /// `confusion[label][digit]`: how often a label was read as a digit; pictures without a reading are in none.
    public private(set) var confusion: [[Int]]
    /// Expected calibration error over 15 bins of confidence (Guo et al., 2017): the mean distance between confidence
    /// and share right, 0 to 1.
    public private(set) var calibrationError: Double
    /// Share of all pictures that are `classified`: familiar, of one digit, and their confidence reaching the threshold.
    public private(set) var coverage: Double
    /// Share of the classified pictures that are wrong; 0 where there are none.
    public private(set) var risk: Double
    /// Mean cross-entropy of the readings, in nats.
    public private(set) var logLoss: Double
    /// Where each wrongly read picture stands in the set, with what was read.
    public private(set) var mistakes: [(index: Int, digit: Int, confidence: Float)]

    /// Share of pictures read right.
    public var accuracy: Double { images == 0 ? 0 : Double(correct) / Double(images) }

    /// Reads the whole set with the model.
    public init(of model: DigitModel, on set: LabeledSet, threshold: Float? = nil, threads: Int = 2) {
        let threshold = threshold ?? model.threshold
        images = set.count
        correct = 0
        correctAtOneLook = 0
        confusion = Array(repeating: Array(repeating: 0, count: 10), count: 10)
        mistakes = []
        var bins = [(count: Int, confidence: Double, correct: Int)](repeating: (0, 0, 0), count: 15)
        var loss = 0.0, classified = 0, classifiedWrong = 0
        for (index, looks) in model.looks(at: set.images, threads: threads).enumerated() {
            let label = Int(set.images.labels[index])
            let (reading, doubt) = model.judge(looks, threshold: threshold)
            let digit = reading.digit, confidence = reading.confidence
            confusion[label][digit] += 1
            loss -= Double(max(reading.probabilities[label], 1e-7)).logarithm
            if digit == label { correct += 1 } else { mistakes.append((index, digit, confidence)) }
            let once = model.probabilities(outputs: looks.first)
            if once?.indexOfLargest == label { correctAtOneLook += 1 }
            let bin = min(Int(confidence * 15), 14)
            bins[bin].count += 1
            bins[bin].confidence += Double(confidence)
            if digit == label { bins[bin].correct += 1 }
            if doubt == nil, !set.doubted.contains(index) {
                classified += 1
                if digit != label { classifiedWrong += 1 }
            }
        }
        let read = max(set.images.count, 1)
        calibrationError = bins.reduce(0) { $0 + abs($1.confidence - Double($1.correct)) } / Double(read)
        coverage = images == 0 ? 0 : Double(classified) / Double(images)
        risk = classified == 0 ? 0 : Double(classifiedWrong) / Double(classified)
        logLoss = loss / Double(read)
    }
}
