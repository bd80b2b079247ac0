import Testing

@testable import Imaging

@Suite struct MNISTFormTests {
    /// A drawing brought to MNIST's form by the normaliser.
    private func digit() throws -> DigitImage {
        let raster = Drawing.four.drawn(width: 120, height: 120, x: 30, y: 25, size: 60, pen: 7)
        return try #require(Normalizer().normalize(raster).image)
    }

    @Test func suchImagesPassUnchangedInEitherPolarity() throws {
        let digit = try digit()
        let light = Normalizer().normalize(GrayRaster(width: 28, height: 28, pixels: digit.pixels))
        #expect(light.image == digit && light.facts.passedThrough && light.facts.polarity == .lightInk)
        let dark = Normalizer().normalize(GrayRaster(width: 28, height: 28, pixels: digit.pixels.map { 255 - $0 }))
        #expect(dark.image == digit && dark.facts.passedThrough && dark.facts.polarity == .darkInk)
        var configuration = Normalizer.Configuration()
        configuration.passesMNISTThrough = false
        let raster = GrayRaster(width: 28, height: 28, pixels: digit.pixels)
        #expect(!Normalizer(configuration).normalize(raster).facts.passedThrough)
    }

    @Test func itIsMeasured() throws {
        let pixels = try digit().pixels
        let form = try #require(MNISTForm(pixels))
        let plane = Plane(width: 28, height: 28, values: pixels.map { Float($0) / 255 })
        #expect(form.inkBox == plane.box(above: 0) && form.peak == pixels.max())
        #expect(form.strokeWidth == plane.strokeWidth)
        #expect(abs(form.strokeWidth - plane.plainStrokeWidth) < 1e-5)
        #expect(abs(form.inkShare * 255 * 784 - Double(pixels.reduce(0) { $0 + Int($1) })) < 1e-6)
    }

    @Test func othersDoNotPass() throws {
        let digit = try digit()
        // One pixel off centre.
        let shifted = [UInt8](repeating: 0, count: 28) + digit.pixels.dropLast(28)
        // A drawing as people make it in 28 x 28.
        let drawn = Drawing.four.drawn(width: 28, height: 28, x: 4, y: 3, size: 20, pen: 2, ink: 255, paper: 0)
        // Not full ink, and not bare paper.
        let pale = digit.pixels.map { $0 / 2 }
        let gray = digit.pixels.map { max(3, $0) }
        for pixels in [shifted, drawn.pixels, pale, gray] {
            let result = Normalizer().normalize(GrayRaster(width: 28, height: 28, pixels: pixels))
            #expect(!result.facts.passedThrough && result.image != nil)
        }
        // The same as a picture of another size.
        let wide = GrayRaster(width: 28, height: 29, pixels: digit.pixels + [UInt8](repeating: 0, count: 28))
        #expect(!Normalizer().normalize(wide).facts.passedThrough)
    }

    /// Of a line one pixel thin a fifth of what shows, from 21 on, has to be softer than 235.
    @Test(arguments: [(234, true), (235, false), (21, true), (20, false)])
    func softPixelsAreCounted(value: UInt8, passes: Bool) {
        var pixels = [UInt8](repeating: 0, count: 784)
        for y in 4..<24 { pixels[y * 28 + 14] = 255 }
        for y in [4, 5, 22, 23] { pixels[y * 28 + 14] = value }
        #expect((MNISTForm(pixels) != nil) == passes)
    }

    @Test func thinLinesDoNotPass() {
        var pixels = [UInt8](repeating: 0, count: 784)
        for y in 4..<24 { pixels[y * 28 + 14] = 255 }
        #expect(MNISTForm(pixels) == nil)
        for y in 4..<24 { pixels[y * 28 + 13] = 255 }
        #expect(MNISTForm(pixels) != nil)
    }
}

extension Plane {
    /// `2 A / P` by the formula, a pixel at a time.
    var plainStrokeWidth: Double {
        func value(_ x: Int, _ y: Int) -> Double { x < width && y < height ? Double(self[x, y]) : 0 }
        var (ink, outline) = (0.0, 0.0)
        for y in 0..<height {
            for x in 0..<width {
                let (dx, dy) = (value(x + 1, y) - value(x, y), value(x, y + 1) - value(x, y))
                ink += value(x, y)
                outline += (dx * dx + dy * dy).squareRoot()
            }
        }
        return outline == 0 ? 0 : 2 * ink / outline
    }
}
