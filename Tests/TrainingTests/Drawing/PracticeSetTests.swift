import Imaging
import Testing

@testable import Training

@Suite struct PracticeSetTests {
    private func set(_ change: (inout PracticeSet.Configuration) -> Void) -> PracticeSet {
        var configuration = PracticeSet.Configuration()
        change(&configuration)
        return PracticeSet(configuration)
    }

    @Test func everyClassHasItsCountAndLabel() {
        let set = set { $0.countPerDigit = 7 }
        #expect(set.count == 70)
        for digit in 0...9 {
            #expect(set.count { $0.label == digit } == 7)
        }
        #expect(set.allSatisfy { $0.label == $0.style.digit })
    }

    @Test func picturesDependOnSeedAndNumberAlone() {
        let some = set { $0.countPerDigit = 2 }
        let more = set { $0.countPerDigit = 5 }
        let other = set {
            $0.countPerDigit = 2
            $0.seed = 2
        }
        #expect(some[13].picture.drawing == more[13].picture.drawing)
        #expect(some[13].fileName == more[13].fileName)
        #expect(some[13].picture.drawing != other[13].picture.drawing)
        let small = set {
            $0.countPerDigit = 2
            $0.sides = 20...30
        }
        #expect(small[3].picture.raster() == small[3].picture.raster())
    }

    @Test func onlyTheChosenStylesLooksAndSidesAppear() throws {
        let styles = try DigitStyle.selection(without: ["4.open", "0.slashed", "9"])
        let set = set {
            $0.countPerDigit = 40
            $0.styles = styles
            $0.looks = [.paint, .scan]
            $0.sides = 20...50
        }
        #expect(set.count == 9 * 40)
        for digit in set {
            #expect(!["4.open", "0.slashed"].contains(digit.style.name) && digit.label != 9)
            #expect([.paint, .scan].contains(digit.picture.look))
            #expect((20...50).contains(digit.picture.width) && (20...50).contains(digit.picture.height))
        }
        #expect(Set(set.map(\.style)) == Set(styles))
        #expect(Set(set.map(\.picture.look)).count == 2)
    }

    @Test func withoutStylesThereIsNothing() {
        #expect(set { $0.styles = [] }.isEmpty)
        #expect(set { $0.countPerDigit = 0 }.isEmpty)
    }

    @Test func fileNamesAreUniqueAndInTheFolderOfTheirDigit() {
        let set = set { $0.countPerDigit = 20 }
        #expect(Set(set.map(\.fileName)).count == 200)
        for digit in set {
            #expect(digit.fileName.hasPrefix("\(digit.label)/"))
            #expect(digit.fileName.hasSuffix(".png"))
        }
        #expect(set[14].fileName == "4/000014-\(set[14].style.way)-\(set[14].picture.look).png")
    }

    /// The nearest of 60 drawings a digit tells nearly all others apart: the labels mean what is drawn.
    @Test func digitsOfOneSetTellThoseOfAnother() {
        func features(_ set: PracticeSet) -> [(label: Int, values: [Float])] {
            set.map { digit in
                var mask = InkMask(width: 12, height: 12)
                var drawing = digit.picture.drawing
                drawing.scalePen(by: 0.16 / drawing.penWidth)
                mask.ink(Placement(drawing, low: .zero, high: SIMD2(12, 12)).strokes(of: drawing), nib: .round)
                return (digit.label, mask.coverage)
            }
        }
        let known = features(set { $0.countPerDigit = 60 })
        let asked = features(
            set {
                $0.countPerDigit = 8
                $0.seed = 77
            }
        )
        let right = asked.count { question in
            var best = (label: -1, distance: Float.infinity)
            for (label, values) in known {
                var distance: Float = 0
                for index in values.indices {
                    let difference = values[index] - question.values[index]
                    distance += difference * difference
                }
                if distance < best.distance {
                    best = (label, distance)
                }
            }
            return best.label == question.label
        }
        #expect(right >= 70, "\(right) of \(asked.count)")
    }
}
