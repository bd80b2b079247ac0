import Dispatch
import NeuralNetwork

/// Makes each batch: deforms its pictures and works out their targets, on all threads.
final class BatchPreparer: @unchecked Sendable {
    private let labelSmoothing: Float
    private let distillation: Recipe.Distillation?
    private let threads: Int
    private let pixels: FloatBuffer
    private let targets: FloatBuffer
    private let lanes: [Lane]
    private static let imageSize = LabeledImages.bytesPerImage

    /// One picture of a batch.
    struct Picture {
        /// The set it is from.
        let images: LabeledImages
        /// Its place there.
        let index: Int
        /// Decides its deformation.
        let seed: UInt64
        /// Whether the teachers have a say in its target.
        let asksTeacher: Bool
        /// Whether it shows no digit, so that every target is 0.
        let isOutlier: Bool
    }

    /// What one thread works with.
    private final class Lane {
        var augmenter: Augmenter
        let teachers: [InferenceSession]

        init(_ augmentation: Augmentation, teachers: [InferenceSession]) {
            augmenter = Augmenter(augmentation)
            self.teachers = teachers
        }
    }

    init(recipe: Recipe, teachers: [Network], threads: Int, kernels: Kernels) {
        labelSmoothing = recipe.labelSmoothing
        distillation = teachers.isEmpty ? nil : recipe.distillation
        self.threads = threads
        pixels = FloatBuffer(count: recipe.batch * Self.imageSize)
        targets = FloatBuffer(count: recipe.batch * 10)
        lanes = (0..<threads).map { _ in
            Lane(recipe.augmentation, teachers: teachers.map { InferenceSession($0, kernels: kernels) })
        }
    }

    /// Prepares the first `count` pictures of a batch.
    func prepare(count: Int, augmentation: Augmentation, picture: @Sendable (Int) -> Picture) {
        // Contiguous shares, so that a teacher gets whole chunks.
        let share = (count + threads - 1) / threads
        for lane in lanes { lane.augmenter.augmentation = augmentation }
        DispatchQueue.concurrentPerform(iterations: threads) { lane in
            let range = min(lane * share, count)..<min((lane + 1) * share, count)
            var asked: [Int] = []
            for index in range {
                let picture = picture(index)
                deform(index, picture, lanes[lane])
                if picture.asksTeacher { asked.append(index) }
            }
            if let distillation, !asked.isEmpty { ask(lanes[lane].teachers, asked, distillation) }
        }
    }

    /// Hands a prepared picture to the training session.
    var fill: TrainingSession.Fill {
        { [pixels, targets] index, picture, target in
            pixels.withMutableSpan(index * Self.imageSize..<(index + 1) * Self.imageSize) { source in
                for place in 0..<Self.imageSize { picture[place] = source[place] }
            }
            targets.withMutableSpan(index * 10..<index * 10 + 10) { source in
                for place in 0..<10 { target[place] = source[place] }
            }
        }
    }

    private func deform(_ index: Int, _ picture: Picture, _ lane: Lane) {
        let images = picture.images, place = picture.index
        var generator = Xoshiro256(seed: picture.seed)
        pixels.withMutableSpan(index * Self.imageSize..<(index + 1) * Self.imageSize) { span in
            lane.augmenter.apply(to: images.pixels, at: place * Self.imageSize, using: &generator, into: &span)
        }
        targets.withMutableSpan(index * 10..<index * 10 + 10) { span in
            for digit in 0..<10 { span[digit] = picture.isOutlier ? 0 : labelSmoothing / 10 }
            if !picture.isOutlier { span[Int(images.labels[place])] += 1 - labelSmoothing }
        }
    }

    /// Makes `share` of each target the mean of the teachers' answers about the deformed picture.
    private func ask(_ teachers: [InferenceSession], _ asked: [Int], _ distillation: Recipe.Distillation) {
        for index in asked {
            targets.withMutableSpan(index * 10..<index * 10 + 10) { target in
                for digit in 0..<10 { target[digit] *= 1 - distillation.share }
            }
        }
        let weight = distillation.share / Float(teachers.count)
        for teacher in teachers {
            teacher.run(count: asked.count) { index, picture in
                let start = asked[index] * Self.imageSize
                pixels.withMutableSpan(start..<start + Self.imageSize) { source in
                    for place in 0..<Self.imageSize { picture[place] = source[place] }
                }
            } collect: { index, outputs in
                let logits = teacher.network.architecture.loss.logits(outputs)
                let answer = Loss.softmax(logits, temperature: distillation.temperature)
                let start = asked[index] * 10
                targets.withMutableSpan(start..<start + 10) { target in
                    for digit in 0..<10 { target[digit] += weight * answer[digit] }
                }
            }
        }
    }
}
