import NeuralNetwork
import Recognition

extension FineTuner {
    /// How often readings of a confidence were right: what the parent knew, and the labels that it had not learned from,
    /// each read by a network that had not either, at the candidate's temperature.
    ///
    /// - Parameters:
    ///   - heat: by how much the candidate's temperature differs from the parent's.
    ///   - doubted: the confidences of labels that looked wrong, at the parent's temperature: whoever is to trust the
    ///     evidence can't leave out what speaks against it.
    func evidence(_ testimonies: [Gate.Testimony], heat: Float, doubted: [Float]) -> RiskEvidence {
        var evidence = parent.riskEvidence ?? RiskEvidence()
        for testimony in testimonies {
            let logits = testimony.probabilities.map { Float(Double(max($0, 1e-30)).logarithm) }
            let reading = Loss.softmax(logits, temperature: heat)
            evidence.add(confidence: reading[testimony.digit], isRight: testimony.isRight)
        }
        for confidence in doubted { evidence.add(confidence: confidence, isRight: false) }
        return evidence
    }

    /// By how much the temperature is to change: that of the candidate on drawn digits against the parent's on the
    /// same. (The parent's was fitted on pictures that are not here.)
    func heat(_ network: Network, on drawn: LabeledImages) -> Float {
        let threads = configuration.threads
        let new = Calibration(of: network, on: drawn, threads: threads).temperature
        let old = Calibration(of: parent.network, on: drawn, threads: threads).temperature
        return limit(new / old, 0.5, 2)
    }

    /// The parent's notes with the new ones.
    func metadata(
        _ labels: LabelFolder,
        _ blend: Float,
        _ verdict: Gate.Verdict,
        evidence: RiskEvidence,
        heat: Float,
        doubted: [DoubtedLabel],
        rehearsalSHA256: String,
        bestRegression: FineTuneProvenance.BestRegression
    ) -> [String: String] {
        var notes = parent.metadata
        notes[DigitModel.MetadataKey.temperature] = "\(limit(parent.temperature * heat, 0.01, 100))"
        notes[DigitModel.MetadataKey.threshold] = "\(parent.threshold)"
        if let inherited = parent.riskEvidence {
            notes[DigitModel.MetadataKey.inheritedEvidence] = "\(inherited.readings)"
            notes[DigitModel.MetadataKey.riskEvidence] = evidence.text
            notes[DigitModel.MetadataKey.threshold] = "\(evidence.threshold(risk: DigitModel.defaultRisk).confidence)"
        }
        notes.merge(
            FineTuneProvenance.notes(
                parent: parent,
                labels,
                configuration,
                doubted: doubted,
                rehearsalSHA256: rehearsalSHA256,
                bestRegression: bestRegression
            )
        ) { $1 }
        notes[FineTuneProvenance.Key.derivedFrom] = nil
        notes["labels"] = "\(labels.examples.count)"
        notes["fine_tune_blend"] = "\(blend)"
        notes["fine_tune_log_loss"] = "\(verdict.lossBefore) before, \(verdict.lossAfter) after"
        return notes
    }
}
