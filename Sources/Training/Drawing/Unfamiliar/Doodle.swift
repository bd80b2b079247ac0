/// Control points of drawings that mean no digit.
enum Doodle {
    private typealias Control = StrokeSkeleton.Control

    /// A few strokes through random places.
    static func scribble(_ random: inout SplitMix64) -> [[StrokeSkeleton.Control]] {
        (0..<random.integer(1...4)).map { _ in
            let count = random.integer(6...24)
            let isAngular = random.chance(0.3)
            var at = SIMD2(random.unit(), random.unit())
            return (0..<count).map { _ in
                let to = SIMD2(random.unit(), random.unit())
                at += (to - at) * random.uniform(0.4, 1)
                return Control(point: at, isCorner: isAngular)
            }
        }
    }

    /// A regular figure: triangle, square, star, cross, arrow, check mark, spiral, heart, face or house.
    static func shape(_ random: inout SplitMix64) -> [[StrokeSkeleton.Control]] {
        let turn = random.unit()
        switch random.integer(0...7) {
        case 0: return [polygon(random.integer(3...4), turn: turn, step: 1)]
        case 1: return [polygon(5, turn: turn, step: 2)]
        case 2: return StrokeSkeleton(["50,0 50,50 50,100 ; 0,50 50,50 100,50"]).masters[0]
        case 3: return StrokeSkeleton(["0,50 50,50 100,50 ; 66,20 84,36 100,50! 84,66 64,82"]).masters[0]
        case 4: return StrokeSkeleton(["0,60 16,80 30,100! 62,50 100,0"]).masters[0]
        case 5: return [spiral(turns: random.uniform(2, 4.5), turn: turn)]
        case 6: return StrokeSkeleton(["50,30 34,4 8,8 4,36 24,66 50,98! 76,68 96,36 92,8 66,4 50,30"]).masters[0]
        default:
            return StrokeSkeleton(["50,0 14,14 0,50 14,86 50,100 86,86 100,50 86,14 50,0 ; 30,34 31,40 ; 68,34 69,40"])
                .masters[0] + StrokeSkeleton(["26,64 38,76 50,80 64,76 76,62"]).masters[0]
        }
    }

    /// Strokes all over and beyond the picture.
    static func texture(_ random: inout SplitMix64) -> [[StrokeSkeleton.Control]] {
        let gap = random.uniform(0.12, 0.4)
        let turn = random.unit()
        let along = SIMD2(Wave.sine(turn + 0.25), Wave.sine(turn))
        let across = SIMD2(-along.y, along.x)
        let wave = random.chance(0.5) ? random.uniform(0.02, 0.2) : 0
        let isDotted = random.chance(0.3)
        let count = Int(2 / gap)
        var strokes: [[Control]] = []
        for row in -count...count {
            let line = (0...24).map { step -> Control in
                let t = Float(step) / 6 - 2
                let off = wave * Wave.sine(t * 1.5) + Float(row) * gap + 0.01 * random.normal()
                return Control(point: SIMD2(0.5, 0.5) + along * t + across * off, isCorner: false)
            }
            if isDotted {
                for dot in line {
                    let end = Control(point: dot.point + along * 0.01, isCorner: false)
                    strokes.append([dot, end])
                }
            } else {
                strokes.append(line)
            }
        }
        return strokes
    }

    private static func polygon(_ corners: Int, turn: Float, step: Int) -> [StrokeSkeleton.Control] {
        (0...corners).map { corner in
            let angle = turn + Float(corner * step) / Float(corners)
            return Control(point: SIMD2(Wave.sine(angle + 0.25), Wave.sine(angle)), isCorner: true)
        }
    }

    private static func spiral(turns: Float, turn: Float) -> [StrokeSkeleton.Control] {
        let count = Int(turns * 8)
        return (0...count).map { index in
            let angle = turn + Float(index) / 8
            let radius = 0.08 + Float(index) / Float(count) * 0.42
            return Control(point: SIMD2(Wave.sine(angle + 0.25), Wave.sine(angle)) * radius, isCorner: false)
        }
    }
}
