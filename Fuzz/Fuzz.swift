import Glibc
import Imaging
import NeuralNetwork
import Recognition
import Training

@testable import digitd

/// What libFuzzer calls, one function a kind of input: `FUZZ_TARGET=png|model|idx|settings`. See Scripts/torture/fuzz.sh.
@main enum Fuzz {
    static func main() {
        exit(runDriver(&CommandLine.argumentCount, &CommandLine.argumentPointers, callback))
    }

    private static let callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 = { bytes, count in
        Fuzz.target(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
    }

    private static let target: @Sendable ([UInt8]) -> Void =
        switch getenv("FUZZ_TARGET").map({ String(cString: $0) }) {
        case "png": png
        case "model": model
        case "idx": idx
        case "settings": settings
        default: fatalError("set FUZZ_TARGET to png, model, idx or settings")
        }

    private static let preparer = PicturePreparer(
        limits: DecodingLimits(pixels: 1 << 22, bytes: 1 << 20, workingBytes: 64 << 20)
    )
    private static let loose = PNGDecoder(limits: DecodingLimits(pixels: 1 << 16))

    /// The whole way from bytes to 28x28, with checksums mended half of the time, so that damage gets past them.
    private static func png(_ bytes: [UInt8]) {
        _ = preparer.prepare(bytes)
        _ = preparer.prepare(Checksums.mended(bytes))
        _ = try? loose.decode(bytes)
    }

    private static func model(_ bytes: [UInt8]) {
        guard let model = try? DigitModel(name: "fuzz", bytes: bytes) else { return }
        // What loads must run.
        let digit = NormalizedFuzzDigit.prepared
        _ = DigitReader(model).read([digit])
    }

    private static func idx(_ bytes: [UInt8]) {
        let path = "/dev/shm/digitd-fuzz-\(getpid())"
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
        _ = try? IDX.images(path)
        _ = try? IDX.labels(path)
        unlink(path)
    }

    private static func settings(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        guard let loaded = try? SettingsLoader(file: "f", contents: { _ in text }).load() else { return }
        // What was accepted means the same when it is written and read again.
        let again = SettingsText.effective(loaded)
        let second = try? SettingsLoader(file: "f", contents: { _ in again }).load()
        precondition(second?.settings.daemon == loaded.settings.daemon, "\(again)")
    }
}

/// A plain digit for models that were made up.
enum NormalizedFuzzDigit {
    static let prepared: PreparedPicture = {
        var raster = RGBARaster(width: 40, height: 40, pixels: [UInt8](repeating: 255, count: 6400))
        for row in 8..<32 {
            for column in 18..<22 {
                for channel in 0..<3 { raster.pixels[(row * 40 + column) * 4 + channel] = 0 }
            }
        }
        guard let bytes = try? PNGEncoding.gray8.encode(raster) else { preconditionFailure() }
        return PicturePreparer().prepare(bytes)
    }()
}

/// PNG checksums.
enum Checksums {
    /// The chunks of `bytes`, as far as they go, with right checksums.
    static func mended(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var position = 8
        while position + 12 <= bytes.count {
            let length = (0..<4).reduce(0) { $0 << 8 | Int(bytes[position + $1]) }
            let end = position + 8 + length
            guard end + 4 <= bytes.count else { break }
            let sum = crc(bytes[(position + 4)..<end])
            for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * (3 - index))) }
            position = end + 4
        }
        return bytes
    }

    private static let table: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }

    private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

extension CommandLine {
    fileprivate static nonisolated(unsafe) var argumentCount = argc
    fileprivate static nonisolated(unsafe) var argumentPointers = unsafeArgv
}
