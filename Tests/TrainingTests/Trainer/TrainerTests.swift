import NeuralNetwork
import Recognition
import Testing

@testable import Training

struct TrainerTests {
    private func trainer(seed: UInt64 = 1, threads: Int = 2, epochs: Int = 2) throws -> Trainer {
        try Trainer(
            recipe: TestDigits.recipe(epochs: epochs),
            sources: [.init(TestDigits.learned)],
            heldOut: TestDigits.others,
            seed: seed,
            threads: threads
        )
    }

    private func finish(_ trainer: Trainer) throws -> [Float] {
        while !trainer.isFinished { try trainer.runEpoch() }
        return trainer.network().parameters.values
    }

    @Test func theSameSeedGivesTheSameModel() throws {
        let once = try finish(trainer())
        #expect(try once == finish(trainer()))
        #expect(try once == finish(trainer(threads: 1)))
        #expect(try once != finish(trainer(seed: 2)))
    }

    /// Nothing is to be learned from a chunk of one picture that is normalised over itself.
    @Test func aPictureAloneInItsChunkIsLeftOutWhereThereIsNormalization() throws {
        for (count, shown) in [(380, 380), (381, 380), (391, 390), (392, 392)] {
            var recipe = TestDigits.recipe(epochs: 1)
            let learned = TestDigits.learned.subset(Array(0..<count))
            func trainer() throws -> Trainer {
                try Trainer(recipe: recipe, sources: [.init(learned)], heldOut: LabeledImages(), seed: 1)
            }
            let normalizing = try trainer()
            #expect(normalizing.imagesPerEpoch == shown)
            var steps = 0
            try normalizing.runEpoch { steps = $0.step }
            #expect(steps == normalizing.steps && steps == (shown + 19) / 20)
            recipe.layers = ["dense 10"]
            #expect(try trainer().imagesPerEpoch == count)
        }
    }

    @Test func itLearns() throws {
        let trainer = try trainer(epochs: 12)
        var accuracies: [Double] = []
        while !trainer.isFinished {
            try trainer.runEpoch { progress in
                if let heldOut = progress.heldOut { accuracies.append(heldOut.accuracy) }
            }
        }
        #expect(accuracies.count == 12)
        #expect((accuracies.last ?? 0) > 0.6)
    }

    /// Less speaks for a digit in pictures that show none, also in those that were not learned from.
    @Test func itLearnsWhatIsNoDigit() throws {
        var recipe = TestDigits.recipe(epochs: 8)
        recipe.loss = Loss.softmaxOrNone.rawValue
        let trainer = try Trainer(
            recipe: recipe,
            sources: [
                .init(TestDigits.learned),
                .init(OutlierPictures.images(count: 300, seed: 1), areOutliers: true),
            ],
            heldOut: TestDigits.others,
            seed: 1
        )
        while !trainer.isFinished { try trainer.runEpoch() }
        let network = trainer.network()
        func meanEvidence(_ images: LabeledImages) -> Float {
            let evidence = network.outputs(for: images).map { Loss.evidence($0) }
            return evidence.reduce(0, +) / Float(evidence.count)
        }
        #expect(meanEvidence(TestDigits.others) > 1)
        #expect(meanEvidence(OutlierPictures.images(count: 200, seed: 2)) < 0)
    }

    /// Every picture that is learned from testifies once, by a network that has not learned from it.
    @Test func crossFittingAddsAReadingOfEachPicture() throws {
        var recipe = TestDigits.recipe(epochs: 1)
        recipe.crossFit = Recipe.CrossFit(folds: 3, epochs: 1)
        let run = try TrainingRun(recipe: recipe, sources: [("drawn", TestDigits.learned)], seed: 1)
        try run.trainer.runEpoch()
        var reports = 0
        let model = try DigitModel(name: "test", bytes: run.model { _, _ in reports += 1 }.file.bytes())
        #expect(model.riskEvidence?.readings == TestDigits.learned.count)
        #expect(reports == 3)
        #expect(model.metadata["calibration"]?.hasSuffix("; 350 cross-fitted readings") == true)
    }

    /// Stopped in its second fold, cross-fitting goes on there and ends with the same bytes.
    @Test func crossFittingGoesOnFromItsCheckpoints() throws {
        struct Stop: Error {}
        var recipe = TestDigits.recipe(epochs: 1)
        recipe.crossFit = Recipe.CrossFit(folds: 2, epochs: 2)
        func run() throws -> TrainingRun {
            let run = try TrainingRun(recipe: recipe, sources: [("drawn", TestDigits.learned)], seed: 1)
            try run.trainer.runEpoch()
            return run
        }
        var kept: [Int: [UInt8]] = [:], epochs: [Int] = []
        #expect(throws: Stop.self) {
            let checkpoints = TrainingRun.FoldCheckpoints {
                kept[$0]
            } write: { fold, bytes in
                kept[fold] = bytes
                if fold == 1 { throw Stop() }
            }
            _ = try run().model(checkpoints: checkpoints)
        }
        let checkpoints = TrainingRun.FoldCheckpoints {
            kept[$0]
        } write: {
            kept[$0] = $1
        }
        let resumed = try run().model(checkpoints: checkpoints) { _, _ in
        } onEpoch: { fold, progress in
            epochs.append(10 * fold + progress.epoch)
        }
        #expect(epochs == [12])
        #expect(resumed.file.bytes() == (try run().model().file.bytes()))
        // Checkpoints of another seed's folds are no use, and no harm.
        kept[0] = kept[1]
        #expect(try run().model(checkpoints: checkpoints).file.bytes() == resumed.file.bytes())
    }

    /// A corrected label decides whether a reading was right, about held-out and cross-fitted pictures alike, and what
    /// is learned; how things are by the labels as they came is told.
    @Test func correctedLabelsAreTheLabels() throws {
        var recipe = TestDigits.recipe(epochs: 2)
        recipe.crossFit = Recipe.CrossFit(folds: 2, epochs: 1)
        recipe.secondLook = SecondLook(below: 0.99, turn: 8)
        let images = TestDigits.learned
        func train(_ recipe: Recipe) throws -> (model: DigitModel, readings: [EvidenceReading]) {
            let run = try TrainingRun(recipe: recipe, sources: [("drawn", images)], seed: 1)
            while !run.trainer.isFinished { try run.trainer.runEpoch() }
            let (file, readings) = try run.model()
            return (try DigitModel(name: "test", bytes: file.bytes()), readings)
        }
        let plain = try train(recipe)
        #expect(plain.model.secondLook == SecondLook(below: 0.99, turn: 8))
        #expect(plain.readings.map(\.place).sorted() == Array(0..<images.count))
        #expect(plain.readings.allSatisfy { $0.label == Int(images.labels[$0.place]) && $0.given == $0.label })
        let wrong = plain.readings.filter { !$0.isRight }
        let evidence = try #require(plain.model.riskEvidence)
        #expect(evidence.wrong == wrong.count && wrong.count > 3)

        // Of held-out pictures, which are not learned from: the network stays, and what it reads.
        let held = Set(images.holdingOut(recipe.heldOut, seed: TrainingRun.holdOutSeed).heldOut)
        let doubted = try #require(wrong.first { held.contains($0.place) })
        let right = try #require(plain.readings.first { $0.isRight && held.contains($0.place) })
        recipe.corrections = [images.hashBeginning(doubted.place): doubted.digit]
        let better = try train(recipe)
        #expect(better.model.network.parameters.values == plain.model.network.parameters.values)
        #expect(better.readings.map(\.digit) == plain.readings.map(\.digit))
        #expect(better.readings.filter { $0.given != $0.label }.map(\.place) == [doubted.place])
        #expect(better.model.riskEvidence?.wrong == evidence.wrong - 1)
        let origin = try #require(better.model.metadata["calibration"])
        #expect(origin.contains("; 1 labels corrected: as they came, "), "\(origin)")
        recipe.corrections = [images.hashBeginning(right.place): (right.digit + 1) % 10]
        #expect(try train(recipe).model.riskEvidence?.wrong == evidence.wrong + 1)

        // Of a picture that is learned from: another network comes out.
        let learned = try #require(plain.readings.first { !held.contains($0.place) })
        recipe.corrections = [images.hashBeginning(learned.place): (learned.label + 1) % 10]
        let other = try train(recipe)
        #expect(other.readings.first { $0.place == learned.place }?.label == (learned.label + 1) % 10)
        #expect(other.model.network.parameters.values != plain.model.network.parameters.values)

        // Of a picture that is not there: nothing.
        recipe.corrections = ["0123456789abcdef": 3]
        let same = try train(recipe)
        #expect(same.readings == plain.readings)
        #expect(same.model.metadata["calibration"] == plain.model.metadata["calibration"])
    }

    /// Deformations that ease make another network, and go on easing after a stop.
    @Test func deformationsEaseInTraining() throws {
        func trainer(ease: Float) throws -> Trainer {
            var recipe = TestDigits.recipe(epochs: 3)
            recipe.augmentation.rotation = 20
            recipe.augmentation.ease = ease
            return try Trainer(
                recipe: recipe,
                sources: [.init(TestDigits.learned)],
                heldOut: LabeledImages(),
                seed: 1
            )
        }
        let eased = try finish(trainer(ease: 1))
        #expect(try eased != finish(trainer(ease: 0)))
        let first = try trainer(ease: 1)
        for _ in 0..<2 { try first.runEpoch() }
        let second = try trainer(ease: 1)
        #expect(try second.restore(first.checkpoint()))
        #expect(second.history == first.history && second.history.map(\.epoch) == [1, 2])
        #expect(try finish(second) == eased)
        #expect(second.history.count == 3)
        // Of an earlier version's checkpoint only the epochs that follow are known, and they keep their numbers.
        var old = try SafeTensors(first.checkpoint())
        for history in [nil, "", "1 0.5 x", "1 2", "9 0.1 0.2", "1 nan 0.5"] {
            old.metadata["history"] = history
            let third = try trainer(ease: 1)
            #expect(try third.restore(old.bytes()))
            #expect(third.history == [])
            try third.runEpoch()
            let fourth = try trainer(ease: 1)
            #expect(try fourth.restore(third.checkpoint()) && fourth.history == third.history)
            #expect(fourth.history.map(\.epoch) == [3])
        }
    }

    /// Drawn digits and outliers are those of the recipe; a teacher is asked about the first source and drawn digits.
    @Test func whatIsDrawnIsAsTheRecipeSays() throws {
        var recipe = TestDigits.recipe(epochs: 1)
        recipe.loss = Loss.softmaxOrNone.rawValue
        recipe.drawn = Recipe.Drawn(count: 60, perEpoch: 30, without: ["4", "8.open"])
        recipe.outliers = Recipe.Outliers(count: 40, perEpoch: 20)
        let sources = [("first", TestDigits.learned), ("second", TestDigits.others)]
        let run = try TrainingRun(recipe: recipe, sources: sources, seed: 3)
        let styles = try DigitStyle.selection(without: ["4", "8.open"])
        let digits = DrawnDigits.images(count: 60, styles: styles, seed: Xoshiro256.seed(3, 6))
        let outliers = OutlierPictures.images(count: 40, seed: Xoshiro256.seed(3, 7))
        #expect(run.others.map(\.images.pixels) == [TestDigits.others, digits, outliers].map(\.pixels))
        #expect(run.others.map(\.asksTeacher) == [false, true, false])
        #expect(run.others.map(\.areOutliers) == [false, false, true])
        #expect(!digits.labels.contains(4))
    }

    /// Of a single outlier none is left where it might be taken for a digit.
    @Test func aSourceThatComesOutEmptyIsLeftOut() throws {
        var recipe = TestDigits.recipe(epochs: 1)
        recipe.loss = Loss.softmaxOrNone.rawValue
        recipe.outliers = Recipe.Outliers(count: 1, perEpoch: 1)
        let seed = try #require(
            (0..<200).first { OutlierPictures.images(count: 1, seed: Xoshiro256.seed($0, 7)).count == 0 }
        )
        let run = try TrainingRun(recipe: recipe, sources: [("first", TestDigits.learned)], seed: seed)
        #expect(run.others.isEmpty)
    }

    @Test func aRecipeWithoutAnyWayOfWritingIsRefused() throws {
        var recipe = TestDigits.recipe()
        recipe.drawn = Recipe.Drawn(count: 60, perEpoch: 30, without: (0...9).map(String.init))
        #expect(throws: TrainingRunError.self) {
            try TrainingRun(recipe: recipe, sources: [("first", TestDigits.learned)], seed: 3)
        }
    }

    @Test func aCheckpointGoesOnAsIfNothingHadHappened() throws {
        let whole = try finish(trainer(epochs: 3))
        let first = try trainer(epochs: 3)
        try first.runEpoch()
        let checkpoint = first.checkpoint()
        let second = try trainer(epochs: 3)
        #expect(try second.restore(checkpoint))
        #expect(try finish(second) == whole)
    }

    @Test func aCheckpointOfAnotherTrainingIsRefused() throws {
        let first = try trainer()
        try first.runEpoch()
        #expect(try !trainer(seed: 2).restore(first.checkpoint()))
        #expect(try !trainer(epochs: 3).restore(first.checkpoint()))
        // As many pictures, but others, or with other labels; others held out; another pull; another teacher.
        var relabelled = TestDigits.learned
        relabelled = LabeledImages(pixels: relabelled.pixels, labels: relabelled.labels.reversed())
        let other = DrawnDigits.images(count: TestDigits.learned.count, seed: 99)
        let teachers = try [5, 6].map { try Network(architecture: TestDigits.recipe().architecture(), seed: $0) }
        func made(
            _ images: LabeledImages = TestDigits.learned,
            heldOut: LabeledImages = TestDigits.others,
            pull: Float = 0,
            teachers: [Network] = []
        ) throws -> Trainer {
            try Trainer(
                recipe: TestDigits.recipe(),
                sources: [.init(images)],
                heldOut: heldOut,
                seed: 1,
                pull: pull,
                teachers: teachers
            )
        }
        let plain = try made().checkpoint(), taught = try made(teachers: [teachers[0]]).checkpoint()
        #expect(try made().restore(plain))
        #expect(try made(teachers: [teachers[0]]).restore(taught))
        for stranger in try [
            made(relabelled), made(other), made(heldOut: relabelled), made(pull: 1), made(teachers: [teachers[0]]),
        ] {
            #expect(try !stranger.restore(plain))
        }
        #expect(try !made(teachers: [teachers[1]]).restore(taught))
        #expect(try !made(teachers: teachers).restore(taught))
        #expect(throws: ModelFileError.self) { try trainer().restore(Array(first.checkpoint().dropLast(5))) }
    }

    /// One that was cut or edited, whole as a file though it is.
    @Test func aCheckpointThatDoesNotAddUpIsRefused() throws {
        let first = try trainer()
        try first.runEpoch()
        let whole = try SafeTensors(first.checkpoint())
        func changed(_ change: (inout SafeTensors) -> Void) -> [UInt8] {
            var file = whole
            change(&file)
            return file.bytes()
        }
        let edits = [
            ("epoch", "-1"), ("epoch", "9"), ("step", "-1"), ("step", "1"), ("optimizer_steps", "-1"),
            ("kernels", "other"), ("arithmetic", "\(Kernels.arithmetic - 1)"),
        ]
        for (key, value) in edits {
            #expect(try !trainer().restore(changed { $0.metadata[key] = value }), "\(key) \(value)")
        }
        #expect(try !trainer().restore(changed { $0.tensors.removeAll { $0.name.hasPrefix("optimizer.") } }))
        #expect(try trainer().restore(changed { _ in }))
    }

    @Test func aTrainingThatDivergesEndsWithALine() throws {
        var recipe = TestDigits.recipe()
        recipe.layers = ["dense 10"]
        recipe.loss = Loss.squaredError.rawValue
        recipe.schedule.peak = 50
        let trainer = try Trainer(recipe: recipe, sources: [.init(TestDigits.learned)], heldOut: .init(), seed: 1)
        let error = #expect(throws: TrainingDivergence.self) { while true { try trainer.runEpoch() } }
        #expect(error.map { "\($0)".contains("a lower peak learning rate than 50") } == true)
    }

    /// Copies of pictures held out are learned from nowhere.
    @Test func copiesOfWhatIsHeldOutAreLeftOut() throws {
        let digits = TestDigits.learned
        var twice = digits
        twice.append(contentsOf: digits)
        var recipe = TestDigits.recipe()
        recipe.heldOut = 20
        let run = try TrainingRun(recipe: recipe, sources: [("a", twice), ("b", digits)], seed: 1)
        let held = run.corrected.contents(run.places.heldOut)
        #expect(held.isDisjoint(with: run.corrected.contents(run.places.training)))
        #expect(run.places.training.count <= twice.count - 2 * held.count)
        #expect(run.others.count == 1 && run.others[0].images.count <= digits.count - held.count)
        #expect(held.isDisjoint(with: run.others[0].images.contents(0..<run.others[0].images.count)))
    }

    /// Its outputs are squashed already; what it answers is the softmax of what comes before.
    @Test func aTeacherOfSquaredErrorIsSureOfWhatItIsSureOf() throws {
        var recipe = TestDigits.recipe()
        recipe.distillation = Recipe.Distillation(teachers: ["teacher"], share: 1, temperature: 1)
        let target = try targets(recipe, teachers: [Self.sure(of: 3)])
        #expect(target[3] > 0.99)
    }

    /// Three parts of four are what the two say on average, the fourth is the label.
    @Test func severalTeachersAreAveraged() throws {
        var recipe = TestDigits.recipe()
        recipe.labelSmoothing = 0
        recipe.distillation = Recipe.Distillation(teachers: ["one", "other"], share: 0.75, temperature: 1)
        let target = try targets(recipe, teachers: [Self.sure(of: 3), Self.sure(of: 5)])
        let label = Int(TestDigits.learned.labels[0])
        for digit in 0..<10 {
            let expected: Float = (digit == label ? 0.25 : 0) + ([3, 5].contains(digit) ? 0.375 : 0)
            #expect(abs(target[digit] - expected) < 0.001)
        }
    }

    /// A network that answers the same digit about every picture.
    private static func sure(of digit: Int) throws -> Network {
        let architecture = try Architecture(parsing: ["dense 10", "sigmoid"], loss: .squaredError)
        var parameters = [Float](repeating: 0, count: Network.layout(of: architecture).count)
        for place in 0..<10 { parameters[parameters.count - 10 + place] = place == digit ? 5 : -5 }
        return Network(architecture: architecture, parameters: FloatBuffer(parameters))
    }

    /// What the first picture is taught as.
    private func targets(_ recipe: Recipe, teachers: [Network]) throws -> [Float] {
        let preparer = BatchPreparer(recipe: recipe, teachers: teachers, threads: 1, kernels: .best)
        preparer.prepare(count: 1, augmentation: Augmentation()) { _ in
            BatchPreparer.Picture(images: TestDigits.learned, index: 0, seed: 1, asksTeacher: true, isOutlier: false)
        }
        var target = [Float](repeating: 0, count: 10)
        var picture = [Float](repeating: 0, count: 784)
        var targets = target.mutableSpan
        var pixels = picture.mutableSpan
        preparer.fill(0, &pixels, &targets)
        return target
    }

    @Test func aTeacherMovesTheTargets() throws {
        var recipe = TestDigits.recipe()
        recipe.distillation = Recipe.Distillation(teachers: ["teacher"], share: 1, temperature: 1)
        let teacher = Network(architecture: try recipe.architecture(), seed: 77)
        let taught = try Trainer(
            recipe: recipe,
            sources: [.init(TestDigits.learned)],
            heldOut: LabeledImages(),
            seed: 1,
            teachers: [teacher]
        )
        let alone = try Trainer(
            recipe: recipe,
            sources: [.init(TestDigits.learned, asksTeacher: false)],
            heldOut: LabeledImages(),
            seed: 1,
            teachers: [teacher]
        )
        #expect(try finish(taught) != finish(alone))
    }

    /// A weak pull shortens the way from the first weights, one that undoes every step keeps them.
    @Test func thePullDrawsTheWeightsBack() throws {
        let recipe = TestDigits.recipe()
        let start = Network(architecture: try recipe.architecture(), seed: 5)
        func way(pull: Float) throws -> Float {
            let trainer = try Trainer(
                recipe: recipe,
                sources: [.init(TestDigits.learned)],
                heldOut: LabeledImages(),
                seed: 1,
                initial: start,
                pull: pull
            )
            return try zip(finish(trainer), start.parameters.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        let free = try way(pull: 0), held = try way(pull: 1)
        #expect(held < 0.9 * free && held > 0)
        #expect(try way(pull: .greatestFiniteMagnitude) < 1e-6 * free)
    }
}
