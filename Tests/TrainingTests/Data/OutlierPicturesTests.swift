import Testing

@testable import Training

@Suite struct OutlierPicturesTests {
    @Test func theSameSeedDrawsTheSamePictures() {
        let pictures = OutlierPictures.images(count: 60, seed: 4)
        #expect(pictures.pixels == OutlierPictures.images(count: 60, seed: 4, threads: 1).pixels)
        #expect(pictures.pixels != OutlierPictures.images(count: 60, seed: 5).pixels)
        #expect(pictures.count > 40 && pictures.count <= 60)
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
