import Dispatch
import FoundationEssentials
import Imaging
import Recognition
import Spool

extension DataSource {
    /// Reads all pictures and brings them to 28 × 28 the way the daemon does; IDX pictures that are 28 × 28 already are
    /// taken as they are.
    ///
    /// - Throws: ``DataError`` naming the file; single pictures that can't be read are listed, not thrown.
    public func load(preparer: PicturePreparer = PicturePreparer(), threads: Int = 2) throws(DataError) -> LabeledSet {
        switch kind {
        case .idx(let images, let labels): try loadIDX(images, labels, preparer, threads)
        case .imageFolder: loadImageFolder(preparer, threads)
        }
    }

    private func loadIDX(
        _ imagesPath: String,
        _ labelsPath: String,
        _ preparer: PicturePreparer,
        _ threads: Int
    ) throws(DataError) -> LabeledSet {
        let images = try IDX.images(imagesPath)
        let labels = try IDX.labels(labelsPath)
        guard images.count == labels.count else {
            throw .malformed(path: labelsPath, reason: "\(labels.count) labels for \(images.count) images")
        }
        let names = (0..<images.count).map { "\(imagesPath)#\($0)" }
        if images.rows == DigitImage.side, images.columns == DigitImage.side {
            return LabeledSet(images: LabeledImages(pixels: images.pixels, labels: labels), names: names)
        }
        let size = images.rows * images.columns
        let digits = inParallel(images.count, threads: threads) { index in
            let pixels = Array(images.pixels[index * size..<(index + 1) * size])
            return preparer.normalizer.normalize(
                GrayRaster(width: images.columns, height: images.rows, pixels: pixels)
            ).image
        }
        var set = LabeledSet()
        for (index, digit) in digits.enumerated() {
            set.add(
                digit.map(Result.success) ?? .failure("holds no ink"),
                name: names[index],
                label: Int(labels[index])
            )
        }
        return set
    }

    private func loadImageFolder(_ preparer: PicturePreparer, _ threads: Int) -> LabeledSet {
        let files = labeledFiles(followingLinks: true)
        let contents = inParallel(files.count, threads: threads) { index -> Result<NormalizedDigit, Reason> in
            guard let picture = try? preparer.prepare(file: files[index].bytes) else {
                return .failure("can't be read; check its permissions")
            }
            return picture.content.mapError { Reason($0.message) }
        }
        var set = LabeledSet()
        for (file, content) in zip(files, contents) {
            if case .success(let digit) = content, digit.image != nil, digit.facts.doubt != nil {
                set.doubted.insert(set.images.count)
            }
            let image = content.flatMap { digit -> Result<DigitImage, Reason> in
                digit.image.map(Result.success) ?? .failure("holds no ink")
            }
            set.add(image, name: file.path, label: file.label)
        }
        return set
    }

    /// A file below a folder `0` to `9`.
    struct LabeledFile: Sendable {
        /// Its path as the file system has it.
        let bytes: [UInt8]
        /// Its path for people.
        let path: String
        /// The folder it lies in.
        let label: Int
    }

    /// The files below folders `0` to `9`, sorted; hidden ones and partial names are left out.
    func labeledFiles(followingLinks: Bool) -> [LabeledFile] {
        (0...9).flatMap { label in
            Self.files(below: "\(path)/\(label)", followingLinks: followingLinks).map {
                LabeledFile(bytes: $0, path: Self.text($0), label: label)
            }
        }
    }

    /// The files that lie in none of the folders `0` to `9`, sorted, hidden ones left out.
    func strayFiles() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().flatMap { name -> [String] in
            if name.hasPrefix(".") || name.count == 1 && ("0"..."9").contains(name) { return [] }
            let file = "\(path)/\(name)"
            return isFolder(file) == true ? Self.files(below: file, followingLinks: true).map(Self.text) : [file]
        }
    }

    private static func files(below folder: String, followingLinks: Bool) -> [[UInt8]] {
        let files = try? LooseFiles.files(at: Array(folder.utf8), followingLinks: followingLinks) { _, _ in }
        return (files ?? []).sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func text(_ path: [UInt8]) -> String {
        String(validating: path, as: UTF8.self) ?? NameEscaping.text(path)
    }

    /// nil where nothing is there.
    private func isFolder(_ path: String) -> Bool? {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) ? isFolder : nil
    }
}

/// Why one picture can't be used.
struct Reason: Error, ExpressibleByStringLiteral {
    let text: String

    init(_ text: String) { self.text = text }
    init(stringLiteral text: String) { self.text = text }
}

extension LabeledSet {
    fileprivate mutating func add(_ content: Result<DigitImage, Reason>, name: String, label: Int) {
        switch content {
        case .success(let digit):
            images.append(digit.pixels, label: label)
            names.append(name)
        case .failure(let reason):
            unreadable.append(Unreadable(name: name, label: label, reason: reason.text))
        }
    }
}

/// `body` for 0 ..< count, shared among threads, results in order.
func inParallel<Result: Sendable>(
    _ count: Int,
    threads: Int,
    _ body: @Sendable (Int) -> Result
) -> [Result] {
    guard count > 0 else { return [] }
    let pieces = min(count, threads * 8)
    nonisolated(unsafe) var results = [[Result]](repeating: [], count: pieces)
    results.withUnsafeMutableBufferPointer { buffer in
        nonisolated(unsafe) let slots = buffer
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            slots[piece] = (piece * count / pieces..<(piece + 1) * count / pieces).map(body)
        }
    }
    return results.flatMap(\.self)
}
