import Glibc
import Recognition
import Training

/// The sample pictures that ship: `Samples/` of the checkout, or `share/digitd/samples` where digitd is installed.
enum SampleFolder {
    /// The readable ones, which a candidate of teaching is asked about.
    ///
    /// - Throws: where they are not there: a candidate must not pass for want of questions.
    static func load(_ preparer: PicturePreparer) throws(Failure) -> LabeledImages {
        let samples = path.map { SamplePictures.load($0, preparer: preparer) } ?? LabeledImages()
        if samples.count > 0 { return samples }
        let folders = ModelLibrary.shippedFolders().joined(separator: ", ")
        throw Failure(
            "the sample pictures that a taught model is tried on are not found (looked beside \(folders)): install them "
                + "with the program"
        )
    }

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
