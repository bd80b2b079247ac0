import Imaging

/// Why a reading is uncertain, by the words of the schema. (A picture without ink has no reading: ``Outcome/blank``.)
public enum Doubt: String, Sendable, Hashable, CaseIterable {
    /// The largest probability is below the threshold of the model.
    case lowConfidence = "low_confidence"
    /// The picture is unlike what the model has learnt from.
    case unfamiliar
    /// More than one digit seems to be in the picture.
    case severalDigits = "several_digits"
}

extension InkFacts {
    /// Why whatever is read in the picture is doubted; nil where nothing was seen that says so.
    public var doubt: Doubt? {
        if hasSeveralDigits { return .severalDigits }
        return isUnlikeDigit ? .unfamiliar : nil
    }
}
