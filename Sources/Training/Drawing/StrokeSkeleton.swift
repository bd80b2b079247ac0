/// The path of a pen through a character: control points that a smooth curve runs through, stroke after stroke.
///
/// The notation is a line a master: `x,y` in percent of the character's height with y downwards, `!` after a point
/// where the pen turns sharply, `;` where it is lifted. Further masters are other proportions of the same character
/// (the same strokes with the same number of points); a hand writes anything between two of them.
struct StrokeSkeleton: Sendable {
    /// A control point, and whether the pen turns sharply there.
    struct Control: Sendable {
        var point: SIMD2<Float>
        var isCorner: Bool
    }

    /// Masters, then strokes, then control points.
    let masters: [[[Control]]]

    /// Reads the notation; the masters must have equally many points in equally many strokes.
    init(_ notation: [String]) {
        precondition(!notation.isEmpty, "a skeleton needs a master")
        masters = notation.map(StrokeSkeleton.parse)
        let shape = masters[0].map(\.count)
        for (index, master) in masters.enumerated() {
            precondition(
                master.map(\.count) == shape,
                "master \(index) has \(master.map(\.count)) points, the first \(shape): \(notation[index])"
            )
        }
    }

    /// A skeleton between masters `first` and `second`: all the first at 0, all the second at 1, a little beyond allowed.
    func blend(_ first: Int, _ second: Int, at share: Float) -> [[Control]] {
        var blended = masters[first]
        let other = masters[second]
        for stroke in blended.indices {
            for index in blended[stroke].indices {
                let start = blended[stroke][index].point
                blended[stroke][index].point = start + (other[stroke][index].point - start) * share
            }
        }
        return blended
    }

    private static func parse(_ master: String) -> [[Control]] {
        master.split(separator: ";").map { stroke in
            stroke.split(separator: " ").map { word in
                let isCorner = word.hasSuffix("!")
                let numbers = word.dropLast(isCorner ? 1 : 0).split(separator: ",").compactMap { Float($0) }
                precondition(numbers.count == 2, "not a control point: \(word) in \(master)")
                return Control(point: SIMD2(numbers[0], numbers[1]) / 100, isCorner: isCorner)
            }
        }
    }
}
