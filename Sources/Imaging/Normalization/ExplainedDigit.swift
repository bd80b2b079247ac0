/// A normalised digit together with what it was made of, for people who want to see how it came about.
public struct ExplainedDigit: Sendable, Hashable {
    /// What the normalisation gives.
    public let digit: NormalizedDigit
    /// The picture it worked on.
    public let raster: GrayRaster
    /// How much of each of the picture's pixels was taken for the digit's ink: 0 nothing ... 255 all. Strokes are as
    /// they were found, before they are brought to MNIST's width.
    public let ink: GrayRaster
    /// The digit's box in pixels of the picture; nil where there is no ink.
    public let box: InkFacts.Box?
}

extension Normalizer {
    /// Normalises a decoded picture as ``normalize(_:)-(DecodedPicture)`` does, and tells what was taken for ink.
    public func explain(_ picture: DecodedPicture) -> ExplainedDigit {
        let raster = picture.raster
        let found = normalization(of: raster)
        var ink = GrayRaster(width: raster.width, height: raster.height, filledWith: 0)
        found.ink?.paint(on: &ink)
        var digit = found.digit
        if digit.facts.passedThrough, let image = digit.image { ink.pixels = image.pixels }
        let box = digit.facts.cropBox
        digit.facts.place(in: picture)
        return ExplainedDigit(digit: digit, raster: raster, ink: ink, box: box)
    }
}

/// What the work on a picture gives: the digit, and the ink it was made of where it lies.
struct Normalization {
    var digit: NormalizedDigit
    var ink: PlacedInk?
}

extension Normalization {
    /// Of paper without ink.
    init(blank paper: Paper) {
        self.init(digit: NormalizedDigit(image: nil, facts: InkFacts(paper: paper)))
    }

    /// Turns places in a part of `whole` into those of the whole.
    mutating func move(into part: InkFacts.Box, of whole: GrayRaster) {
        digit.facts.move(into: part, of: whole)
        ink?.move(into: part)
    }
}

/// Ink as it was cut out, and where it came from.
struct PlacedInk {
    /// 0 paper ... 1 full ink.
    var plane: Plane
    /// Where its top left corner lies in the picture, in pixels of the picture.
    var x, y: Int
    /// Pixels of the picture along each side of one of its own.
    var factor = 1

    /// Turns places in a part of a picture into those of the whole.
    mutating func move(into part: InkFacts.Box) {
        x += part.x
        y += part.y
    }

    /// Turns places in a picture that was averaged down by `factor` into those of the original.
    mutating func enlarge(by factor: Int) {
        x *= factor
        y *= factor
        self.factor *= factor
    }

    /// Writes the ink into a picture of 0 paper ... 255 ink.
    func paint(on raster: inout GrayRaster) {
        for row in 0..<plane.height * factor where (0..<raster.height).contains(y + row) {
            for column in 0..<plane.width * factor where (0..<raster.width).contains(x + column) {
                raster[x + column, y + row] = UInt8((plane[column / factor, row / factor] * 255).rounded())
            }
        }
    }
}
