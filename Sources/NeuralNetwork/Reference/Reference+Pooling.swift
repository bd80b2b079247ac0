extension Reference {
    /// The largest of each 2 × 2 pixels, channel by channel: x [N, H, W, C], y [N, ⌊H/2⌋, ⌊W/2⌋, C].
    static func maxPool(_ x: [Float], images: Int, shape: Shape) -> [Float] {
        var y: [Float] = []
        forEach(images, halved(shape)) { n, h, w, c in
            y.append(square(shape, n, h, w, c).map { x[$0] }.max() ?? 0)
        }
        return y
    }

    /// Each ∂y goes to the first largest of its four pixels: x and ∂x [N, H, W, C], ∂y [N, ⌊H/2⌋, ⌊W/2⌋, C].
    static func maxPoolBackward(_ x: [Float], outputGradient: [Float], images: Int, shape: Shape) -> [Float] {
        var gradient = [Float](repeating: 0, count: x.count)
        let output = halved(shape)
        forEach(images, output) { n, h, w, c in
            let places = square(shape, n, h, w, c)
            let largest = places.map { x[$0] }.max()
            if let first = places.first(where: { x[$0] == largest }) {
                gradient[first] = outputGradient[place(output, n, h, w, c)]
            }
        }
        return gradient
    }

    private static func halved(_ shape: Shape) -> Shape {
        Shape(height: shape.height / 2, width: shape.width / 2, channels: shape.channels)
    }

    /// The four places that output pixel (`h`, `w`) looks at, row by row.
    private static func square(_ shape: Shape, _ n: Int, _ h: Int, _ w: Int, _ c: Int) -> [Int] {
        [(0, 0), (0, 1), (1, 0), (1, 1)].map { place(shape, n, 2 * h + $0.0, 2 * w + $0.1, c) }
    }
}
