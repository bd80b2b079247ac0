import Recognition
import Testing

@testable import Training

@Suite struct OutlierPicturesTests {
    @Test func theSameSeedDrawsTheSamePictures() {
        let pictures = OutlierPictures.images(count: 60, seed: 4)
        #expect(pictures.pixels == OutlierPictures.images(count: 60, seed: 4, threads: 1).pixels)
        #expect(pictures.pixels != OutlierPictures.images(count: 60, seed: 5).pixels)
        #expect(pictures.count > 40 && pictures.count <= 60)
    }

    @Test func rowsAreWrittenInTheStylesAskedFor() throws {
        let some = try DigitStyle.selection(only: ["1.foot", "8"])
        let pictures = OutlierPictures.images(count: 60, styles: some, seed: 4)
        #expect(pictures.pixels != OutlierPictures.images(count: 60, seed: 4).pixels)
    }

    /// The digits and the outliers that `accurate` and `mlp` were taught with are drawn as they were before there were
    /// more ways of writing.
    @Test func moreWaysOfWritingChangeNothingForThoseThatLeaveThemOut() throws {
        let newer = ["1.wedge", "1.jlike", "4.low", "4.ring", "6.blob", "7.lowbar", "9.comma"]
        let styles = try DigitStyle.selection(without: newer)
        let digits = DrawnDigits.images(count: 100, styles: styles, seed: 8)
        let outliers = OutlierPictures.images(count: 100, styles: styles, seed: 8)
        #expect(ContentHash(of: digits.pixels).hex.hasPrefix("65f18490df87d8dbf0025536a520e0802733d78f"))
        #expect(ContentHash(of: outliers.pixels).hex.hasPrefix("a4d983477b15d5519505918db1804b05ea3fb578"))
    }

    @Test func allOfThemHaveInk() {
        let pictures = OutlierPictures.images(count: 200, seed: 6)
        for index in 0..<pictures.count {
            #expect(pictures.image(index).contains { $0 > 128 }, "picture \(index)")
        }
    }

    @Test func silhouettesAreFilledAndScenesAreNotEven() {
        for seed in 0..<20 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let shape = Silhouette.raster(side: 60, &random)
            let covered = shape.pixels.count { $0 < 255 }
            #expect((150...3400).contains(covered), "seed \(seed): \(covered) pixels")
            let scene = Scene.raster(width: 50, height: 70, &random)
            #expect(scene.width == 50 && scene.height == 70)
            #expect(Set(scene.pixels).count > 1, "seed \(seed)")
        }
    }
}
