import Recognition
import Training

/// The figures of `digitd evaluate`, ready to be shown.
struct EvaluationReport: Sendable, Hashable {
    /// The model that read.
    var model: ModelIdentity
    /// The folder that was read, as given.
    var data: String
    /// The part of it, where it is of a kind that has several.
    var part: DataSource.Split?
    /// Labelled images, all of them.
    var images: Int
    /// Those whose digit is the label, uncertain ones too.
    var correct: Int
    /// Those whose digit would be the label if no picture got a second look: the network alone.
    var correctAtOneLook: Int
    /// Those without a digit: blank or rejected.
    var unread: Int
    /// The share of all that is `classified`.
    var coverage: Double
    /// The share of the classified that is wrong.
    var risk: Double
    /// Expected calibration error over 15 bins.
    var calibrationError: Double
    /// Row = label, column = digit read; images without a digit are in no column.
    var confusion: [[Int]]

    /// The share that is correct; 0 of no images.
    var accuracy: Double { share(correct) }

    /// What share of all a count is; 0 of no images.
    func share(_ count: Int) -> Double { images == 0 ? 0 : Double(count) / Double(images) }
}

extension EvaluationReport {
    /// The report of an evaluation.
    init(_ evaluation: Evaluation, model: ModelIdentity, data: String, part: DataSource.Split?) {
        self.init(
            model: model,
            data: data,
            part: part,
            images: evaluation.images,
            correct: evaluation.correct,
            correctAtOneLook: evaluation.correctAtOneLook,
            unread: evaluation.images - evaluation.confusion.joined().reduce(0, +),
            coverage: evaluation.coverage,
            risk: evaluation.risk,
            calibrationError: evaluation.calibrationError,
            confusion: evaluation.confusion
        )
    }

    /// The part of IDX files that a picture of this name (`FILE#INDEX`) is of; nil for a file of its own.
    static func part(of picture: String) -> DataSource.Split? {
        let file = picture.split(separator: "/").last ?? ""
        guard file.contains("-idx3-ubyte"), file.contains("#") else { return nil }
        return DataSource.Split(ofFile: file)
    }
}
