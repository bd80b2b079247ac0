import FoundationEssentials
import NeuralNetwork
import Recognition
import Testing

@testable import Training

struct RecipeTests {
    private func parse(_ json: String) throws(RecipeError) -> Recipe {
        try Recipe(json: Array(json.utf8), path: "r.json")
    }

    @Test func fillsInDefaults() throws {
        let recipe = try parse(#"{"name": "a", "layers": ["dense 10"], "epochs": 3}"#)
        #expect(recipe.batch == 64 && recipe.optimizer.kind == "sgd" && recipe.augmentation == Augmentation())
        #expect(recipe.distillation == nil && recipe.drawn == nil)
    }

    @Test func survivesItsOwnJSON() throws {
        var recipe = TestDigits.recipe()
        recipe.drawn = Recipe.Drawn(count: 10, perEpoch: 5, without: ["4.open"])
        recipe.distillation = Recipe.Distillation(teachers: ["accurate"])
        #expect(try parse(recipe.json()) == recipe)
        recipe.distillation = Recipe.Distillation(teachers: ["accurate", "default"])
        #expect(try parse(recipe.json()) == recipe)
        recipe.loss = Loss.softmaxOrNone.rawValue
        recipe.crossFit = Recipe.CrossFit(folds: 3, epochs: 4)
        recipe.outliers = Recipe.Outliers(count: 10, perEpoch: 5)
        recipe.corrections = ["2f46bc7634408cc8": 3, "af81056419162eca": 0]
        recipe.secondLook = SecondLook(below: 0.99, turn: 8)
        #expect(try parse(recipe.json()) == recipe)
    }

    @Test(arguments: [
        (#"{"layers": ["dense 10"], "epochs": 3}"#, "name"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "epoch": 4}"#, "\"epoch\""),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "augmentation": {"rotate": 4}}"#, "rotate"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "augmentation": {"ease": 1.5}}"#, "ease of 1.5"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": "three"}"#, "epochs"),
        (#"{"name": "a", "layers": ["dense 11"], "epochs": 3}"#, "ten outputs"),
        (#"{"name": "a", "layers": ["dense ten"], "epochs": 3}"#, "dense ten"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 0}"#, "0 epochs"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "chunk": 65}"#, "chunk"),
        (
            #"{"name": "a", "layers": ["dense 9", "batchnorm", "dense 10"], "epochs": 3, "chunk": 1}"#,
            "a chunk of 1, which leaves chunks of one picture"
        ),
        (
            #"{"name": "a", "layers": ["dense 9", "batchnorm", "dense 10"], "epochs": 3, "batch": 65, "chunk": 32}"#,
            "a batch of 65 and a chunk of 32, which leaves chunks of one picture"
        ),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "loss": "hinge"}"#, "hinge"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "loss": "squared-error"}"#, "end its layers with"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "outliers": {"count": 5}}"#, "softmax-or-none"),
        (
            #"{"name": "a", "layers": ["dense 10"], "epochs": 3, "loss": "softmax-or-none", "outliers": {"count": 0}}"#,
            "0 outliers"
        ),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "crossFit": {"folds": 1, "epochs": 2}}"#, "1 folds"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "drawn": {"count": 0}}"#, "0 drawn digits"),
        (
            #"{"name": "a", "layers": ["dense 10"], "epochs": 3, "corrections": {"2f46bc7634408cc8": 10}}"#,
            "2f46bc7634408cc8 to 10"
        ),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "corrections": {"212": 1}}"#, "\"212\", not the first"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "corrections": {"x": "y"}}"#, "corrections"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "secondLook": {"below": 2, "turn": 8}}"#, "below 2.0"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "secondLook": {"below": 1, "turn": 90}}"#, "by 90.0"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "secondLook": {"below": 1, "turns": 9}}"#, "turns"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "heldOut": 9223372036854775807}"#, "heldOut of 9223"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "optimizer": {"momentum": 1}}"#, "momentum of 1.0"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "schedule": {"warmup": 2}}"#, "warmup of 2.0"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "distillation": {"teacher": []}}"#, "no teacher"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "distillation": {"teacher": 5}}"#, "teacher"),
        (
            #"{"name": "a", "layers": ["dense 10"], "epochs": 3, "distillation": {"teacher": "t", "temperature": 0}}"#,
            "teacher's temperature of 0.0"
        ),
        (
            #"{"name": "a", "layers": ["dense 2000", "dense 10"], "epochs": 3, "batch": 2500, "chunk": 1}"#,
            "2500 chunks a batch, which take more than 4 GB"
        ),
        (
            #"{"name": "a", "layers": ["conv 512 3x3 pad 1", "dense 10"], "epochs": 1, "batch": 4096, "chunk": 4096}"#,
            "activations a chunk, which take more than 1 GB a thread"
        ),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "augmentation": {"elastic": 1e38}}"#, "elastic of 1e+38"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "augmentation": {"rotation": -1}}"#, "rotation of -1.0"),
        ("not json", "is no valid JSON"), ("[]", "is no JSON object"),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": "3"}"#, "can't be used for \"epochs\""),
        (#"{"name": "a", "layers": ["dense 10"], "epochs": 3, "foo": 1}"#, "r.json has the unknown key \"foo\""),
    ])
    func refusesWithTheReason(json: String, reason: String) {
        do throws(RecipeError) {
            _ = try parse(json)
            Issue.record("accepted \(json)")
        } catch {
            #expect(error.description.contains(reason), "\(error.description)")
            #expect(!error.description.contains("\n"))
        }
    }

    @Test func theRateRisesAndFalls() {
        var schedule = Recipe.Schedule()
        schedule.peak = 1
        schedule.warmup = 0.2
        #expect(schedule.rate(at: 0) < 0.06)
        #expect(abs(schedule.rate(at: 0.2) - 1) < 1e-5)
        #expect(schedule.rate(at: 0.6) < schedule.rate(at: 0.4))
        #expect(abs(schedule.rate(at: 1)) < 1e-5)
        schedule.constant = true
        #expect(schedule.rate(at: 0.9) == 1)
    }

    @Test func shippedRecipesAreValid() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Models").path()
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        let names = files.filter { $0.hasSuffix(".recipe.json") }.map { String($0.dropLast(".recipe.json".count)) }
        #expect(Set(names) == Set(ModelLibrary.shippedNames))
        for name in names {
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(name).recipe.json"))
            let recipe = try Recipe(json: [UInt8](bytes), path: name)
            #expect(recipe.name == name)
            let work = try recipe.architecture().multiplyAdds
            if name == "default" { #expect(work < 2_100_000) }
        }
    }
}
