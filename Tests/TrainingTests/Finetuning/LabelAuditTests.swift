import Imaging
import Recognition
import Testing

@testable import Training

struct LabelAuditTests {
    /// Ten probabilities with `confidence` for one digit.
    private func reading(_ digit: Int, _ confidence: Float) -> [Float] {
        (0..<10).map { $0 == digit ? confidence : (1 - confidence) / 9 }
    }

    @Test func namesWhatBothReadingsContradict() {
        let suspects = LabelAudit.suspects(
            labels: [1, 2, 3, 4],
            before: [reading(7, 0.99), reading(7, 0.99), reading(3, 0.9), reading(9, 0.4)],
            after: [reading(7, 0.98), reading(2, 0.7), reading(3, 0.9), reading(9, 0.9)]
        )
        // The second is a way of writing that was merely new; the parent was not sure of the fourth.
        #expect(suspects.map(\.index) == [0])
        #expect(suspects.first?.reason == "looks like a 7 (98 %), also after learning from the other labels")
    }

    @Test(arguments: [(0.85, 0.9, 1), (0.75, 0.9, 0), (0.85, 0.75, 1), (0.85, 0.6, 0)])
    func aLabelThatIsMerelyHardIsNoSuspect(before: Float, after: Float, suspects: Int) {
        // The rest is shared evenly: a ninth of 0.15 is less than 2 %, of 0.25 more.
        let found = LabelAudit.suspects(labels: [1], before: [reading(7, before)], after: [reading(7, after)])
        #expect(found.count == suspects)
    }

    private func example(_ index: Int, label: Int, brighter: UInt8 = 0) throws -> LabelFolder.Example {
        let bytes = try TestDigits.png(index)
        var image = try TestDigits.image(index)
        for place in image.pixels.indices where image.pixels[place] < 200 { image.pixels[place] += brighter }
        return .init(
            path: "\(label)/\(index)-\(brighter).png",
            sha256: ContentHash(of: bytes + [brighter]),
            label: label,
            image: image
        )
    }

    @Test func findsPicturesThatAreTheSameButForTraces() throws {
        let examples = try [
            example(0, label: 0), example(1, label: 1), example(0, label: 0, brighter: 2),
            example(2, label: 2), example(0, label: 0, brighter: 1),
        ]
        let twins = LabelAudit.twins(examples)
        #expect(twins.map(\.index) == [2, 4])
        #expect(twins.allSatisfy { $0.reason == "is nearly the same picture as 0/0-0.png" })
    }

    @Test func twinsOfTwoLabelsAreBothLeftOut() throws {
        let examples = try [example(0, label: 0), example(1, label: 1), example(0, label: 6, brighter: 2)]
        let twins = LabelAudit.twins(examples)
        #expect(twins.map(\.index) == [0, 2])
        #expect(twins.allSatisfy { $0.reason == "nearly the same picture lies under 0 and 6" })
    }

    /// A picture that is the twin of two others binds them together, in whatever order they come.
    @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func twinsOfTwinsBelongTogether(order: [Int]) throws {
        // The first and the last differ by more than twins may.
        let picture = try TestDigits.image(0)
        let chain = [(UInt8(0), 1), (2, 1), (4, 7)].map { shift, label in
            var image = picture
            for place in 0..<784 { image.pixels[place] = image.pixels[place] / 2 + shift }
            return LabelFolder.Example(
                path: "\(label)/\(shift).png",
                sha256: ContentHash(of: [shift]),
                label: label,
                image: image
            )
        }
        let twins = LabelAudit.twins(order.map { chain[$0] })
        #expect(twins.map(\.index) == [0, 1, 2])
        #expect(twins.allSatisfy { $0.reason == "nearly the same picture lies under 1 and 7" })
    }

    @Test func differentPicturesAreNoTwins() throws {
        #expect(try LabelAudit.twins((0..<40).map { try example($0, label: $0 % 10) }).isEmpty)
    }
}
