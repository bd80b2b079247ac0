import FoundationEssentials
import Imaging
import Recognition

/// The labelled pictures of a root, `labeled/0` … `labeled/9`, known by content and not by name.
public struct LabelFolder: Sendable {
    /// One picture to learn from.
    public struct Example: Sendable {
        /// Its path.
        public let path: String
        /// The hash of the file.
        public let sha256: ContentHash
        /// The folder it lies in.
        public let label: Int
        /// The digit found in it.
        public let image: DigitImage
    }

    /// The reason of a file that has no label.
    public static let stray = "lies in none of the folders 0 to 9; move it into one"

    /// The pictures to learn from: each content once, in the order of their hashes, so that names do not matter.
    public private(set) var examples: [Example] = []
    /// Files that can't be learned from, with the reason.
    public private(set) var leftOut: [(path: String, reason: String)] = []
    /// Changes whenever a picture is added, removed or moved to another label.
    public private(set) var digest: ContentHash

    /// Reads the folder.
    ///
    /// - Parameter path: the folder that holds `0` to `9`.
    /// - Throws: ``DataError`` where it can't be listed.
    public init(_ path: String, preparer: PicturePreparer = PicturePreparer(), threads: Int = 2) throws(DataError) {
        var byHash: [ContentHash: [Example]] = [:]
        for (file, picture) in try Self.read(path, preparer, threads) {
            guard let picture else {
                leftOut.append((file.path, "can't be read; check its permissions"))
                continue
            }
            switch picture.content {
            case .failure(let rejection): leftOut.append((file.path, rejection.message))
            case .success(let normalized):
                guard let image = normalized.image else {
                    leftOut.append((file.path, "holds no ink"))
                    continue
                }
                byHash[picture.sha256, default: []].append(
                    Example(path: file.path, sha256: picture.sha256, label: file.label, image: image)
                )
            }
        }
        for same in byHash.values {
            let labels = Set(same.map(\.label)).sorted()
            if labels.count > 1 {
                let all = labels.map(String.init).joined(separator: " and ")
                leftOut += same.map { ($0.path, "the same picture lies under \(all)") }
            } else {
                examples.append(same[0])
                leftOut += same.dropFirst().map { ($0.path, "is the same picture as \(same[0].path)") }
            }
        }
        leftOut += try DataSource(path).strayFiles().map { ($0, Self.stray) }
        examples.sort { $0.sha256.hex < $1.sha256.hex }
        leftOut.sort { $0.path < $1.path }
        digest = Self.digest(of: examples)
        self = without(LabelAudit.twins(examples))
    }

    private init(examples: [Example], digest: ContentHash) {
        self.examples = examples.sorted { $0.sha256.hex < $1.sha256.hex }
        self.digest = digest
    }

    /// The examples of a model that was made before, by their hashes, wherever they lie below `path` now.
    ///
    /// - Returns: those that are there, and those that are gone.
    static func find(
        _ wanted: [LabelNote],
        in path: String,
        preparer: PicturePreparer,
        threads: Int
    ) throws(DataError) -> (labels: LabelFolder, gone: [LabelNote]) {
        let labels = Dictionary(wanted.map { ($0.sha256, $0.label) }) { first, _ in first }
        var found: [ContentHash: Example] = [:]
        for (file, picture) in try read(path, preparer, threads) {
            guard let picture, let label = labels[picture.sha256], case .success(let normalized) = picture.content,
                let image = normalized.image
            else { continue }
            found[picture.sha256] = Example(path: file.path, sha256: picture.sha256, label: label, image: image)
        }
        let examples = Array(found.values)
        return (
            LabelFolder(examples: examples, digest: digest(of: examples.sorted { $0.sha256.hex < $1.sha256.hex })),
            wanted.filter { found[$0.sha256] == nil }
        )
    }

    private static func read(
        _ path: String,
        _ preparer: PicturePreparer,
        _ threads: Int
    ) throws(DataError) -> [(file: DataSource.LabeledFile, picture: PreparedPicture?)] {
        // Others may put files there; what a link leads to is not theirs to show.
        let files = try DataSource(path).labeledFiles(followingLinks: false)
        let pictures = inParallel(files.count, threads: threads) { index -> PreparedPicture? in
            try? preparer.prepare(file: files[index].bytes)
        }
        return zip(files, pictures).map { ($0, $1) }
    }

    private static func digest(of examples: [Example]) -> ContentHash {
        ContentHash(of: examples.flatMap { Array("\($0.sha256.hex) \($0.label)\n".utf8) })
    }

    /// The same examples under a digest that was noted before.
    func with(digest noted: String) -> LabelFolder {
        ContentHash(hex: noted).map { LabelFolder(examples: examples, digest: $0) } ?? self
    }

    /// The folder without the suspects, which are left out with what was found.
    public func without(_ suspects: [LabelAudit.Suspect]) -> LabelFolder {
        var rest = self
        let places = Set(suspects.map(\.index))
        rest.examples = examples.indices.filter { !places.contains($0) }.map { examples[$0] }
        rest.leftOut += suspects.map { (examples[$0.index].path, $0.reason) }
        rest.leftOut.sort { $0.path < $1.path }
        return rest
    }

    /// The examples as pictures to learn from.
    public var images: LabeledImages {
        examples.reduce(into: LabeledImages()) { $0.append($1.image.pixels, label: $1.label) }
    }
}
