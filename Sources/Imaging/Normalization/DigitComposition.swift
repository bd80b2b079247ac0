extension DigitImage {
    /// Ink (0 ... 1) fitted to 20 x 20 keeping its shape, and shifted by whole pixels so that its centre of mass comes
    /// as near to column and row 14 as it can; what leaves the image is lost. Nil where there is no ink.
    init?(composing ink: Plane, _ configuration: Normalizer.Configuration = .init()) {
        guard let box = ink.box(above: 0.2) else { return nil }
        let side = Double(max(box.width, box.height))
        let fits = { (length: Int) in
            configuration.keepsShape ? max(1, Int((Double(length) * 20 / side).rounded())) : MNISTForm.box
        }
        let (width, height) = (fits(box.width), fits(box.height))
        var fitted =
            configuration.averagesAreas
            ? ink.resampled(
                x: Double(box.x),
                y: Double(box.y),
                sourceWidth: Double(box.width),
                sourceHeight: Double(box.height),
                width: width,
                height: height
            ) : ink.sampled(box, width: width, height: height)
        let peak = fitted.values.max() ?? 0
        guard peak > 0 else { return nil }
        let gain = 1 / peak
        var (sum, sumX, sumY) = (Float(0), Float(0), Float(0))
        for y in 0..<height {
            for x in 0..<width {
                let value = fitted[x, y] * gain
                fitted[x, y] = value
                sum += value
                sumX += value * Float(x)
                sumY += value * Float(y)
            }
        }
        let center = configuration.centersByMass ? (sumX / sum, sumY / sum) : (Float(width) / 2, Float(height) / 2)
        let shiftX = MNISTForm.center - Int(center.0.rounded())
        let shiftY = MNISTForm.center - Int(center.1.rounded())
        self.init()
        for y in 0..<height where (0..<Self.side).contains(y + shiftY) {
            for x in 0..<width where (0..<Self.side).contains(x + shiftX) {
                pixels[(y + shiftY) * Self.side + x + shiftX] = UInt8((fitted[x, y] * 255).rounded())
            }
        }
    }
}

extension Plane {
    /// The box around all values above `threshold`; nil where there are none.
    func box(above threshold: Float) -> InkFacts.Box? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        for y in 0..<height {
            for x in 0..<width where values[y * width + x] > threshold {
                (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
            }
        }
        return right < 0 ? nil : InkFacts.Box(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    }
}
