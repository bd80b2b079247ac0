import FoundationEssentials
import Recognition

/// The sample pictures that ship: what the gate asks a candidate about beside the labels.
public enum SamplePictures {
    /// The readable digits among the samples, with their digits; empty where the samples are not there.
    ///
    /// - Parameter folder: a folder with `expected.json` and the pictures it names.
    public static func load(_ folder: String, preparer: PicturePreparer = PicturePreparer()) -> LabeledImages {
        struct Expected: Decodable {
            var digit: Int?
        }
        var images = LabeledImages()
        guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/expected.json")),
            let expected = try? JSONDecoder().decode([String: Expected].self, from: data)
        else { return images }
        for (name, sample) in expected.sorted(by: { $0.key < $1.key }) {
            guard let digit = sample.digit, (0...9).contains(digit),
                let bytes = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")),
                case .success(let normalized) = preparer.prepare([UInt8](bytes)).content, let image = normalized.image
            else { continue }
            images.append(image.pixels, label: digit)
        }
        return images
    }
}
