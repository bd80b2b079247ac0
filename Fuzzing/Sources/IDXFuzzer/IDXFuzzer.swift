import FuzzDriver
import Glibc
import Training

/// A file of images or labels from anywhere, plain or gzip-compressed.
@main enum IDXFuzzer {
    static func main() {
        // The reader takes a path: one file in memory, written anew for each input.
        var template = Array("/dev/shm/digitd-fuzz-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        precondition(file >= 0, "/dev/shm: no file can be made there")
        unlink(template)
        let path = "/proc/self/fd/\(file)"
        FuzzDriver.run { bytes in
            precondition(ftruncate(file, 0) == 0 && pwrite(file, bytes, bytes.count, 0) == bytes.count)
            if let images = try? IDX.images(path) {
                precondition(images.pixels.count == images.count * images.rows * images.columns)
            }
            if let labels = try? IDX.labels(path) { precondition(labels.allSatisfy { $0 <= 9 }) }
        }
    }
}
