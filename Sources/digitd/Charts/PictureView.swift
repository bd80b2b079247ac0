import Imaging
import Recognition
import Spool

/// What there is to look at of one picture; nothing of a file that can't be read.
struct PictureView: Sendable {
    /// The picture in colour, averaged down where it is large.
    var colors: RGBARaster?
    /// The digit, and what was taken for its ink.
    var explained: ExplainedDigit?

    /// The views of a picture; the colours at no more than `side` pixels along the longer side.
    init(_ bytes: [UInt8], preparer: PicturePreparer, side: Int) {
        colors = try? PNGDecoder(limits: preparer.decoder.limits, workingSize: side).decodeColors(bytes)
        explained = (try? preparer.decoder.decode(bytes)).map(preparer.normalizer.explain)
    }

    /// The views of the picture in a file.
    init(_ path: [UInt8], queue: PictureQueue, side: Int) {
        let content = try? LooseFiles.read(path, limit: queue.limitBytes)
        if case .bytes(let bytes)? = content {
            self.init(bytes, preparer: queue.preparer, side: side)
        } else {
            self.init([], preparer: queue.preparer, side: side)
        }
    }
}
