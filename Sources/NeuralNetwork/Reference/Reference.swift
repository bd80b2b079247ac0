/// The kernels once more, as plain loops over arrays: slow, obvious, and what the fast ones are tested against.
///
/// Arrays hold [N, H, W, C] without borders, the last index fastest. Sums are kept in Double, so that what differs is
/// the fast kernel's rounding alone.
enum Reference {
    /// Where number `c` of pixel (`h`, `w`) of image `n` lies.
    static func place(_ shape: Shape, _ n: Int, _ h: Int, _ w: Int, _ c: Int) -> Int {
        ((n * shape.height + h) * shape.width + w) * shape.channels + c
    }

    /// Calls `body` for every image, row, column and channel.
    static func forEach(_ images: Int, _ shape: Shape, _ body: (Int, Int, Int, Int) -> Void) {
        for n in 0..<images {
            for h in 0..<shape.height {
                for w in 0..<shape.width {
                    for c in 0..<shape.channels { body(n, h, w, c) }
                }
            }
        }
    }
}
