import Glibc
import Imaging
import Spool
import Synchronization

/// Shows whether the way of a file is open, also where no file comes: asked for by the housekeeping, it wakes the lane
/// that waits at the intake, which decodes, normalises and reads a made-up picture, encodes its result and looks at the
/// folders it would be filed in. The watchdog is fed with its passing.
final class Probe: Sendable {
    private enum State {
        case idle, asked, under, passed
    }

    private let state = Mutex(State.idle)

    /// The bytes of a PNG file: a stroke on paper.
    let picture: [UInt8]

    init() {
        var raster = GrayRaster(width: 28, height: 28, filledWith: 255)
        for y in 4..<24 {
            for x in 12..<16 { raster[x, y] = 0 }
        }
        guard let bytes = try? PNGWriter().write(raster) else { preconditionFailure("no memory for a small picture") }
        picture = bytes
    }

    /// The next lane that looks for files is to pass it.
    func ask() { state.withLock { $0 = .asked } }

    /// Whether the lane that asks is to pass it; true for one lane.
    func take() -> Bool {
        state.withLock { state in
            guard state == .asked else { return false }
            state = .under
            return true
        }
    }

    /// It is through.
    func pass() { state.withLock { $0 = .passed } }

    /// Whether it is through; true once for each time it was asked for.
    func takePassed() -> Bool {
        state.withLock { state in
            guard state == .passed else { return false }
            state = .idle
            return true
        }
    }

    /// Has the file systems of the folders answer; what they say does not matter, a full or missing one is told elsewhere.
    func look(at root: String) {
        for folder in SpoolFolder.allCases {
            var status = stat()
            _ = stat("\(root)/\(folder.rawValue)", &status)
        }
    }
}
