import Glibc
import Recognition

/// The sample pictures that ship: `Samples/` of the checkout, or `share/digitd/samples` where digitd is installed.
enum SampleFolder {
    /// Their folder, where it is there: beside that of the shipped models.
    static var path: String? {
        for models in ModelLibrary.shippedFolders() {
            guard let slash = models.lastIndex(of: "/") else { continue }
            for name in ["Samples", "samples"] {
                let folder = "\(models[..<slash])/\(name)"
                if access("\(folder)/expected.json", R_OK) == 0 { return folder }
            }
        }
        return nil
    }
}
