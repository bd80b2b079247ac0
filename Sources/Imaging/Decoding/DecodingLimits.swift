/// What a PNG file may ask for. Every limit is judged before anything is allocated for it.
public struct DecodingLimits: Sendable, Hashable {
    /// Pixels in all.
    public var pixels: Int
    /// Bytes of the file.
    public var bytes: Int
    /// Chunks of the file up to IEND.
    public var chunks: Int
    /// Bytes that one chunk other than IDAT may take in memory. Chunks that do not change the pixels (text, profiles)
    /// are skipped unread, whatever their size.
    public var chunkBytes: Int
    /// Bytes that rows and sums may take at once while the picture is read, the file's bytes apart. A picture that
    /// is averaged down needs a few rows, however high it is.
    public var workingBytes: Int
    /// Bytes of a picture, uncompressed, up to which it is inflated as a whole: faster, and it takes as many beside
    /// ``workingBytes``, at first up to twice. Larger ones are inflated row by row.
    public var bytesAtOnce: Int

    /// Limits; the defaults let every picture of a camera or scanner through and keep the memory small.
    public init(
        pixels: Int = 500_000_000,
        bytes: Int = 128 << 20,
        chunks: Int = 200_000,
        chunkBytes: Int = 1 << 20,
        workingBytes: Int = 128 << 20,
        bytesAtOnce: Int = 4 << 20
    ) {
        self.pixels = pixels
        self.bytes = bytes
        self.chunks = chunks
        self.chunkBytes = chunkBytes
        self.workingBytes = workingBytes
        self.bytesAtOnce = bytesAtOnce
    }
}
