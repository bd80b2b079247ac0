import Imaging
import Training

/// The pictures of `Samples/`: digits in every look and encoding in one folder, a few files that must be rejected or
/// doubted, and what is expected of each.
struct SampleSet {
    /// Pictures of each digit.
    let countPerDigit: Int
    /// Decides everything left to chance.
    let seed: UInt64

    /// What a reader should say of a sample.
    enum Expectation: Hashable {
        case digit(Int)
        case status(String)

        /// As it stands in `expected.json`.
        var json: String {
            switch self {
            case .digit(let digit): "{\"digit\": \(digit)}"
            case .status(let status): "{\"status\": \"\(status)\"}"
            }
        }
    }

    /// One file.
    struct Sample {
        let name: String
        let bytes: [UInt8]
        let expectation: Expectation
    }

    /// All files in order of their names.
    func samples() throws(PNGError) -> [Sample] {
        var configuration = PracticeSet.Configuration()
        configuration.countPerDigit = countPerDigit
        configuration.seed = seed
        var samples: [Sample] = []
        for digit in PracticeSet(configuration) {
            let raster = digit.picture.raster()
            let encodings = PNGEncoding.fitting(raster)
            let encoding = encodings[digit.index / 10 % encodings.count]
            let round = String(digit.index / 10 + 1)
            let name = "\(digit.label)-\(round.count < 2 ? "0" : "")\(round)-\(digit.style.way)-\(digit.picture.look)"
            samples.append(
                Sample(
                    name: "\(name)-\(encoding).png",
                    bytes: try encoding.encode(raster),
                    expectation: .digit(digit.label)
                )
            )
        }
        samples += try doubtful()
        samples += try unreadable(like: samples[0].bytes)
        return samples.sorted { $0.name < $1.name }
    }

    /// Paper without ink, and several digits: their status is `uncertain`.
    private func doubtful() throws(PNGError) -> [Sample] {
        var samples: [Sample] = []
        for kind in [UnfamiliarKind.blank, .several] {
            var configuration = UnfamiliarSet.Configuration()
            configuration.count = 2
            configuration.kinds = [kind]
            configuration.looks = [.scan, .photo]
            configuration.seed = seed
            for (index, entry) in UnfamiliarSet(configuration).enumerated() {
                let raster = entry.picture.raster()
                samples.append(
                    Sample(
                        name: "x-\(kind)-\(index + 1)-\(entry.picture.look).png",
                        bytes: try PNGEncoding.fitting(raster)[0].encode(raster),
                        expectation: .status("uncertain")
                    )
                )
            }
        }
        return samples
    }

    /// Files no picture can be read from: nothing in it, no PNG at all, broken off, a damaged byte.
    private func unreadable(like png: [UInt8]) throws(PNGError) -> [Sample] {
        var damaged = png
        damaged[damaged.count / 2] ^= 0x55  // a checksum tells
        let files: [(String, [UInt8])] = [
            ("x-empty.png", []), ("x-text.png", Array("This is no picture.\n".utf8)),
            ("x-truncated.png", Array(png.prefix(png.count * 2 / 3))), ("x-damaged.png", damaged),
        ]
        return files.map { Sample(name: $0.0, bytes: $0.1, expectation: .status("rejected")) }
    }

    /// The text of `expected.json`, a line a sample.
    static func expected(_ samples: [Sample]) -> String {
        "{\n" + samples.map { "  \"\($0.name)\": \($0.expectation.json)" }.joined(separator: ",\n") + "\n}\n"
    }
}
