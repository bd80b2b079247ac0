/// The smallest shape without dents around some rows of cells.
struct ConvexHull {
    /// The corners, counterclockwise as seen with y upwards.
    private let corners: [(x: Double, y: Double)]

    /// The hull of cells of size 1, given by the columns of each row (Andrew's monotone chain, 1979).
    init(of spans: [Range<Int>]) {
        var points: [(x: Double, y: Double)] = []
        for (y, span) in spans.enumerated() where !span.isEmpty {
            for edge in [Double(y), Double(y + 1)] {
                points.append((Double(span.lowerBound), edge))
                points.append((Double(span.upperBound), edge))
            }
        }
        points.sort { ($0.x, $0.y) < ($1.x, $1.y) }
        func chain(_ points: some Sequence<(x: Double, y: Double)>) -> [(x: Double, y: Double)] {
            var chain: [(x: Double, y: Double)] = []
            for point in points {
                while chain.count >= 2, Self.turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 {
                    chain.removeLast()
                }
                chain.append(point)
            }
            return Array(chain.dropLast())
        }
        corners = chain(points) + chain(points.reversed())
    }

    private static func turn(
        _ one: (x: Double, y: Double),
        _ two: (x: Double, y: Double),
        _ three: (x: Double, y: Double)
    ) -> Double {
        (two.x - one.x) * (three.y - one.y) - (two.y - one.y) * (three.x - one.x)
    }

    private var sides: [(from: (x: Double, y: Double), to: (x: Double, y: Double))] {
        corners.indices.map { (corners[$0], corners[($0 + 1) % corners.count]) }
    }

    var area: Double { Self.area(corners) }

    private static func area(_ corners: [(x: Double, y: Double)]) -> Double {
        corners.indices.reduce(0) { sum, index in
            let (from, to) = (corners[index], corners[(index + 1) % corners.count])
            return sum + from.x * to.y - to.x * from.y
        } / 2
    }

    /// The area that is left when corners are cut off, the one that costs least first, until there are `count`: nearly all
    /// of a shape with as many, five sixths of an ellipse with six.
    func area(ofCorners count: Int) -> Double {
        var left = corners
        while left.count > max(3, count) {
            let costs = left.indices.map { index in
                let (before, after) = (left[(index + left.count - 1) % left.count], left[(index + 1) % left.count])
                return Self.turn(before, left[index], after)
            }
            guard let cheapest = costs.indices.min(by: { costs[$0] < costs[$1] }) else { break }
            left.remove(at: cheapest)
        }
        return Self.area(left)
    }

    /// The area of the smallest rectangle around it, which has a side along one of its own (Freeman and Shapira, 1975).
    var smallestRectangle: Double {
        var smallest = Double.infinity
        for side in sides {
            let (x, y) = (side.to.x - side.from.x, side.to.y - side.from.y)
            let length = (x * x + y * y).squareRoot()
            guard length > 0 else { continue }
            let along = corners.map { ($0.x * x + $0.y * y) / length }
            let across = corners.map { ($0.y * x - $0.x * y) / length }
            guard let left = along.min(), let right = along.max(), let low = across.min(), let high = across.max()
            else {
                continue
            }
            smallest = min(smallest, (right - left) * (high - low))
        }
        return smallest
    }
}
