import Imaging
import Testing

@testable import Training

@Suite struct LookTests {
    private func picture(_ look: Look, width: Int, height: Int, seed: UInt64) -> RGBARaster {
        var random = SplitMix64(seed: seed)
        let style = DigitStyle.all[Int(seed) % DigitStyle.all.count]
        let drawing = PenDrawing(of: style, by: Handwriting(using: &random), using: &random)
        return drawing.render(width: width, height: height, look: look, using: &random)
    }

    @Test(arguments: Look.allCases) func sameSeedSamePicture(look: Look) {
        let first = picture(look, width: 40, height: 36, seed: 1)
        #expect(first == picture(look, width: 40, height: 36, seed: 1))
        #expect(first != picture(look, width: 40, height: 36, seed: 2))
    }

    @Test(arguments: Look.allCases, [8, 9, 33]) func everyPictureShowsSomething(look: Look, side: Int) {
        for seed in 0..<20 {
            let picture = picture(look, width: side, height: side + 3, seed: UInt64(seed))
            #expect(picture.width == side && picture.height == side + 3)
            let lightness = stride(from: 0, to: picture.pixels.count, by: 4).map { index in
                let alpha = Int(picture.pixels[index + 3])
                let sum = Int(picture.pixels[index]) + Int(picture.pixels[index + 1]) + Int(picture.pixels[index + 2])
                return picture.isOpaque ? sum / 3 : alpha
            }
            let spread = (lightness.max() ?? 0) - (lightness.min() ?? 0)
            #expect(spread > 40, "\(look) \(seed): \(spread)")
        }
    }

    @Test(arguments: Look.allCases) func longAndLargePicturesAreDrawn(look: Look) {
        #expect(picture(look, width: 1, height: 1, seed: 1).pixels.count == 4)
        #expect(picture(look, width: 2000, height: 8, seed: 1).pixels.count == 4 * 2000 * 8)
        #expect(picture(look, width: 8, height: 2000, seed: 2).pixels.count == 4 * 2000 * 8)
    }

    @Test func cleanPicturesAreOpaqueAndGrey() {
        for seed in 0..<10 {
            let picture = picture(.clean, width: 28, height: 28, seed: UInt64(seed))
            #expect(picture.isOpaque && picture.isGray)
            #expect([0, 255].contains(picture.pixels[0]))
        }
    }

    @Test func somePaintedPicturesHaveNoBackground() {
        let transparent = (0..<80).count { !picture(.paint, width: 16, height: 16, seed: UInt64($0)).isOpaque }
        #expect(transparent > 0 && transparent < 30, "\(transparent)")
    }

    @Test func blurKeepsTheMean() {
        var canvas = Canvas(width: 31, height: 17, .gray(0.5))
        canvas.pixels[8 * 31 + 15] = .gray(1)
        canvas.blur(1.5)
        let mean = canvas.pixels.reduce(Color.zero, +) / Float(31 * 17)
        #expect(abs(mean.x - (0.5 + 0.5 / Float(31 * 17))) < 1e-4)
        #expect(canvas.pixels[8 * 31 + 15].x < 0.6)
    }
}
