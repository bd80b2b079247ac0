// Decoding with defaults: the compiler's own decoder would demand every key.

import NeuralNetwork
import Recognition

extension Recipe {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, layers, loss, epochs, batch, chunk, optimizer, schedule, augmentation, labelSmoothing, averaging,
            heldOut, distillation, drawn, outliers, crossFit, corrections, secondLook
    }

    /// Reads what is given; what is left out has its default, what is unknown is refused.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(beyond: CodingKeys.allCases.map(\.rawValue))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        layers = try values.decode([String].self, forKey: .layers)
        loss = try values.decodeIfPresent(String.self, forKey: .loss) ?? loss
        epochs = try values.decode(Int.self, forKey: .epochs)
        batch = try values.decodeIfPresent(Int.self, forKey: .batch) ?? batch
        chunk = try values.decodeIfPresent(Int.self, forKey: .chunk) ?? chunk
        optimizer = try values.decodeIfPresent(OptimizerSettings.self, forKey: .optimizer) ?? optimizer
        schedule = try values.decodeIfPresent(Schedule.self, forKey: .schedule) ?? schedule
        augmentation = try values.decodeIfPresent(Augmentation.self, forKey: .augmentation) ?? augmentation
        labelSmoothing = try values.decodeIfPresent(Float.self, forKey: .labelSmoothing) ?? labelSmoothing
        averaging = try values.decodeIfPresent(Float.self, forKey: .averaging) ?? averaging
        heldOut = try values.decodeIfPresent(Int.self, forKey: .heldOut) ?? heldOut
        distillation = try values.decodeIfPresent(Distillation.self, forKey: .distillation)
        drawn = try values.decodeIfPresent(Drawn.self, forKey: .drawn)
        outliers = try values.decodeIfPresent(Outliers.self, forKey: .outliers)
        crossFit = try values.decodeIfPresent(CrossFit.self, forKey: .crossFit)
        corrections = try values.decodeIfPresent([String: Int].self, forKey: .corrections)
        if try values.contains(.secondLook) && !values.decodeNil(forKey: .secondLook) {
            try values.superDecoder(forKey: .secondLook).refuseKeys(beyond: ["below", "turn"])
            secondLook = try values.decode(SecondLook.self, forKey: .secondLook)
        }
    }
}

extension Recipe.OptimizerSettings {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, momentum, decay
    }

    /// Reads what is given; what is left out has its default, what is unknown is refused.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(beyond: CodingKeys.allCases.map(\.rawValue))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kind = try values.decodeIfPresent(String.self, forKey: .kind) ?? kind
        momentum = try values.decodeIfPresent(Float.self, forKey: .momentum) ?? momentum
        decay = try values.decodeIfPresent(Float.self, forKey: .decay) ?? decay
    }
}

extension Recipe.Schedule {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case peak, warmup, final, constant
    }

    /// Reads what is given; what is left out has its default, what is unknown is refused.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(beyond: CodingKeys.allCases.map(\.rawValue))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        peak = try values.decodeIfPresent(Float.self, forKey: .peak) ?? peak
        warmup = try values.decodeIfPresent(Float.self, forKey: .warmup) ?? warmup
        final = try values.decodeIfPresent(Float.self, forKey: .final) ?? final
        constant = try values.decodeIfPresent(Bool.self, forKey: .constant) ?? constant
    }
}

extension Recipe.Drawn {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case count, perEpoch, without
    }

    /// Reads what is given; what is left out has its default, what is unknown is refused.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(beyond: CodingKeys.allCases.map(\.rawValue))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        count = try values.decode(Int.self, forKey: .count)
        perEpoch = try values.decodeIfPresent(Int.self, forKey: .perEpoch) ?? count
        without = try values.decodeIfPresent([String].self, forKey: .without) ?? without
    }
}

extension Recipe.Outliers {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case count, perEpoch
    }

    /// Reads what is given; what is left out has its default, what is unknown is refused.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(beyond: CodingKeys.allCases.map(\.rawValue))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        count = try values.decode(Int.self, forKey: .count)
        perEpoch = try values.decodeIfPresent(Int.self, forKey: .perEpoch) ?? count
    }
}

extension Recipe.CrossFit {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case folds, epochs
    }

    /// Reads both numbers; what is unknown is refused.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(beyond: CodingKeys.allCases.map(\.rawValue))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        folds = try values.decode(Int.self, forKey: .folds)
        epochs = try values.decode(Int.self, forKey: .epochs)
    }
}

extension Recipe.Distillation {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case teachers = "teacher"
        case share, temperature
    }

    /// Reads what is given; what is left out has its default, what is unknown is refused.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(beyond: CodingKeys.allCases.map(\.rawValue))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let teacher = try? values.decode(String.self, forKey: .teachers) {
            teachers = [teacher]
        } else {
            teachers = try values.decode([String].self, forKey: .teachers)
        }
        share = try values.decodeIfPresent(Float.self, forKey: .share) ?? share
        temperature = try values.decodeIfPresent(Float.self, forKey: .temperature) ?? temperature
    }

    /// One teacher is written by its name, several as a list.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        if teachers.count == 1 {
            try values.encode(teachers[0], forKey: .teachers)
        } else {
            try values.encode(teachers, forKey: .teachers)
        }
        try values.encode(share, forKey: .share)
        try values.encode(temperature, forKey: .temperature)
    }
}

extension Augmentation {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case rotation, scale, shear, shift, elastic, thickness, fade, untouched, ease
    }

    /// Reads what is given; what is left out has its default, what is unknown is refused.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(beyond: CodingKeys.allCases.map(\.rawValue))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        rotation = try values.decodeIfPresent(Float.self, forKey: .rotation) ?? rotation
        scale = try values.decodeIfPresent(Float.self, forKey: .scale) ?? scale
        shear = try values.decodeIfPresent(Float.self, forKey: .shear) ?? shear
        shift = try values.decodeIfPresent(Float.self, forKey: .shift) ?? shift
        elastic = try values.decodeIfPresent(Float.self, forKey: .elastic) ?? elastic
        thickness = try values.decodeIfPresent(Float.self, forKey: .thickness) ?? thickness
        fade = try values.decodeIfPresent(Float.self, forKey: .fade) ?? fade
        untouched = try values.decodeIfPresent(Float.self, forKey: .untouched) ?? untouched
        ease = try values.decodeIfPresent(Float.self, forKey: .ease)
    }
}

extension Decoder {
    /// Throws where the JSON object has a key that nothing reads: most likely a typing error.
    fileprivate func refuseKeys(beyond known: [String]) throws {
        for key in try container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            throw RecipeError(
                path: "the recipe",
                reason: "has the unknown key \"\(key.stringValue)\"; known here: \(known.joined(separator: ", "))"
            )
        }
    }
}

/// Any key there is.
private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
