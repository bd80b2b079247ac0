import Testing

@testable import Imaging

@Suite struct CanvasTests {
    /// The places of one colour, as text.
    private func places(_ canvas: Canvas, _ color: Color) -> [String] {
        (0..<canvas.height).map { y in
            (0..<canvas.width).map { canvas[$0, y] == color ? "#" : "." }.joined()
        }
    }

    @Test func whatLiesOutsideIsCutOff() {
        var canvas = Canvas(width: 4, height: 3)
        canvas.fill(x: -2, y: 1, width: 4, height: 9, .red)
        canvas.fill(x: 9, y: 0, width: 2, height: 2, .red)
        canvas.fill(x: 0, y: -5, width: 2, height: 3, .red)
        canvas.line(from: (-3, -3), to: (-1, 40), .red)
        canvas.text("digit", x: 40, y: -20, .red)
        #expect(places(canvas, .red) == ["....", "##..", "##.."])
    }

    @Test func framesAndLines() {
        var canvas = Canvas(width: 5, height: 4)
        canvas.frame(x: 0, y: 0, width: 5, height: 4, .black)
        #expect(places(canvas, .black) == ["#####", "#...#", "#...#", "#####"])
        canvas = Canvas(width: 5, height: 4)
        canvas.line(from: (4, 3), to: (1, 0), .blue)
        #expect(places(canvas, .blue) == [".#...", "..#..", "...#.", "....#"])
    }

    @Test func textIsWhereItIsAskedFor() {
        var canvas = Canvas(width: 9, height: 9)
        canvas.text("1", x: 8, y: 1, alignment: .right)
        #expect(
            places(canvas, .black) == [
                ".........", ".....#...", "....##...", ".....#...", ".....#...", ".....#...", ".....#...", "....###..",
                ".........",
            ]
        )
        #expect(Canvas.textWidth("12", scale: 2) == 22)
    }

    @Test func namesLoseTheirMiddle() {
        #expect(Canvas.shortened("scan-0042.png", width: 200) == "scan-0042.png")
        let text = Canvas.shortened("pictures/of/a/long/way/scan-0042.png", width: 100)
        #expect(text.hasPrefix("picture") && text.hasSuffix("042.png"))
        #expect(Canvas.textWidth(text) <= 100)
        #expect(Canvas.shortened("abcdefgh", width: 1).count == 1)
    }

    @Test func barsAreAsHighAsTheirValues() {
        var canvas = Canvas(width: 30, height: 24)
        canvas.bars([0, 0.5, 1, 7, .nan], labels: ["", "", "", "", ""], x: 0, y: 0, width: 30, height: 10) { _ in .red }
        let heights = (0..<5).map { bar in (0..<24).count { canvas[bar * 6, $0] == .red } }
        #expect(heights == [0, 5, 10, 10, 0])
    }

    @Test func aPNGOfACanvasReadsAsTheSame() throws {
        var canvas = Canvas(width: 3, height: 2, filledWith: Color(red: 1, green: 2, blue: 3))
        canvas[2, 1] = .green
        let picture = try PNGDecoder().decodeColors(try canvas.png())
        for y in 0..<2 {
            for x in 0..<3 {
                let pixel = picture.pixels[4 * (3 * y + x)..<4 * (3 * y + x) + 4]
                let color = canvas[x, y]
                #expect(Array(pixel) == [color.red, color.green, color.blue, 255])
            }
        }
    }

    @Test func picturesFitTheirSquare() {
        var canvas = Canvas(width: 20, height: 20)
        let small = RGBARaster(width: 4, height: 2, pixels: [UInt8](repeating: 200, count: 32).withFullAlpha)
        canvas.picture(small, x: 5, y: 5, side: 10)
        // Twice as large, in the middle.
        let inked = (0..<400).filter { canvas[$0 % 20, $0 / 20] == Color(gray: 200) }
        #expect(inked.count == 32 && inked.first == 8 * 20 + 6)
        let large = RGBARaster(width: 100, height: 50, pixels: [UInt8](repeating: 100, count: 20_000).withFullAlpha)
        canvas = Canvas(width: 20, height: 20)
        canvas.picture(large, x: 0, y: 0, side: 20)
        #expect((0..<400).count { canvas[$0 % 20, $0 / 20] == Color(gray: 100) } == 200)
    }

    @Test func transparentPartsAreChequered() {
        var canvas = Canvas(width: 8, height: 8)
        canvas.picture(RGBARaster(width: 1, height: 1, pixels: [0, 0, 0, 0]), x: 0, y: 0, side: 8)
        #expect(canvas[0, 0] != canvas[4, 0] && canvas[0, 0] == canvas[4, 4])
    }
}

extension [UInt8] {
    /// Every fourth byte 255.
    fileprivate var withFullAlpha: [UInt8] { enumerated().map { $0.offset % 4 == 3 ? 255 : $0.element } }
}
