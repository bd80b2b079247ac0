import Testing

@testable import Imaging

struct DigitImageTurnedTests {
    private let side = DigitImage.side

    /// An image with one pixel of ink.
    private func dot(_ x: Int, _ y: Int) -> DigitImage {
        var image = DigitImage()
        image.pixels[y * side + x] = 200
        return image
    }

    private func brightest(_ image: DigitImage) -> (x: Int, y: Int) {
        let place = image.pixels.indices.max { image.pixels[$0] < image.pixels[$1] } ?? 0
        return (place % side, place / side)
    }

    @Test func noTurnChangesNothing() {
        var image = DigitImage()
        for place in image.pixels.indices { image.pixels[place] = UInt8(place * 7 % 256) }
        #expect(image.turned(byDegrees: 0) == image)
    }

    /// Quarter turns have no pixel between two others: what is above the centre goes to the right of it.
    @Test func quarterTurnsGoClockwise() {
        #expect(dot(14, 3).turned(byDegrees: 90) == dot(24, 14))
        #expect(dot(14, 3).turned(byDegrees: -90) == dot(3, 13))
        #expect(dot(5, 9).turned(byDegrees: 180) == dot(22, 18))
    }

    /// A small turn moves ink along its circle, and neither makes nor loses any to speak of.
    @Test func smallTurnsMoveInkAlongItsCircle() {
        var image = DigitImage()
        for x in 13...14 { for y in 2...5 { image.pixels[y * side + x] = 240 } }
        let turned = image.turned(byDegrees: 8)
        let before = image.pixels.reduce(0) { $0 + Int($1) }, after = turned.pixels.reduce(0) { $0 + Int($1) }
        #expect(abs(after - before) < before / 50)
        #expect(brightest(turned).x == 15 && (2...5).contains(brightest(turned).y))
        #expect(brightest(image.turned(byDegrees: -8)).x == 12)
    }

    @Test func whatLeavesTheFrameIsLostAndPaperComesIn() {
        let full = DigitImage(pixels: [UInt8](repeating: 255, count: side * side)).turned(byDegrees: 45)
        #expect(full.pixels[0] == 0 && full.pixels[14 * side + 14] == 255)
    }
}
