import NeuralNetwork
import Testing

@testable import Training

struct AugmenterTests {
    private static let digit = TestDigits.learned.image(3)

    private static func deform(_ augmentation: Augmentation, seed: UInt64 = 1) -> [Float] {
        var augmenter = Augmenter(augmentation)
        var generator = Xoshiro256(seed: seed)
        var pixels = [Float](repeating: -1, count: 784)
        var span = pixels.mutableSpan
        augmenter.apply(to: digit, at: 0, using: &generator, into: &span)
        return pixels
    }

    private static let strong: Augmentation = {
        var augmentation = Augmentation()
        augmentation.rotation = 20
        augmentation.scale = 0.3
        augmentation.shear = 0.3
        augmentation.shift = 4
        augmentation.elastic = 2
        augmentation.thickness = 1
        augmentation.fade = 0.5
        return augmentation
    }()

    @Test func nothingChangesNothing() {
        let pixels = Self.deform(Augmentation())
        for (place, pixel) in pixels.enumerated() {
            #expect(abs(pixel - Float(Self.digit[place]) / 255) < 1e-6)
        }
    }

    @Test func staysWithinPaperAndInk() {
        for seed in 0..<50 {
            let pixels = Self.deform(Self.strong, seed: UInt64(seed))
            #expect(pixels.allSatisfy { $0 >= 0 && $0 <= 1 })
            #expect(pixels.reduce(0, +) > 5)
        }
    }

    @Test func theSeedDecides() {
        #expect(Self.deform(Self.strong, seed: 4) == Self.deform(Self.strong, seed: 4))
        #expect(Self.deform(Self.strong, seed: 4) != Self.deform(Self.strong, seed: 5))
    }

    @Test func untouchedPicturesStayWhole() {
        var augmentation = Self.strong
        augmentation.untouched = 1
        #expect(Self.deform(augmentation) == Self.digit.map { Float($0) * (1 / 255) })
    }

    @Test func shiftMovesTheCentreOfMass() {
        var augmentation = Augmentation()
        augmentation.shift = 3
        func centre(_ pixels: [Float]) -> (Float, Float) {
            var sum: Float = 0, x: Float = 0, y: Float = 0
            for (place, pixel) in pixels.enumerated() {
                sum += pixel
                x += pixel * Float(place % 28)
                y += pixel * Float(place / 28)
            }
            return (x / sum, y / sum)
        }
        let before = centre(Self.deform(Augmentation()))
        var distances: [Float] = []
        for seed in 0..<20 {
            let after = centre(Self.deform(augmentation, seed: UInt64(seed)))
            distances.append(max(abs(after.0 - before.0), abs(after.1 - before.1)))
        }
        #expect(distances.allSatisfy { $0 < 3.2 })
        #expect((distances.max() ?? 0) > 1.5)
    }

    /// Nothing changes over the first half; then every range shrinks, and more and more pictures stay whole.
    @Test func deformationsEaseOverTheSecondHalf() {
        var augmentation = Augmentation()
        augmentation.rotation = 12
        augmentation.elastic = 0.8
        augmentation.untouched = 0.2
        #expect(augmentation.eased(at: 1) == augmentation)
        augmentation.ease = 0.5
        #expect(augmentation.eased(at: 0) == augmentation && augmentation.eased(at: 0.5) == augmentation)
        let later = augmentation.eased(at: 0.75), last = augmentation.eased(at: 1)
        #expect(abs(later.rotation - 9) < 1e-4 && abs(later.elastic - 0.6) < 1e-5)
        #expect(abs(last.rotation - 6) < 1e-4 && abs(last.elastic - 0.4) < 1e-5)
        #expect(abs(later.untouched - 0.3) < 1e-5 && abs(last.untouched - 0.4) < 1e-5)
        #expect(last.shear == 0)
        augmentation.ease = 1
        #expect(augmentation.eased(at: 1).rotation == 0)
    }

    @Test func thicknessAddsInkOrTakesIt() {
        var augmentation = Augmentation()
        augmentation.thickness = 1
        let ink = Self.deform(Augmentation()).reduce(0, +)
        let changed = (0..<20).map { Self.deform(augmentation, seed: UInt64($0)).reduce(0, +) }
        #expect(changed.contains { $0 > ink * 1.1 })
        #expect(changed.contains { $0 < ink * 0.9 })
    }
}
