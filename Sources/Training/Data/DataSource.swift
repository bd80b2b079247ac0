import FoundationEssentials
import Imaging
import Recognition

/// A labelled data set on disk: MNIST's IDX files, or folders `0` to `9` of PNG files.
public struct DataSource: Sendable {
    /// Which part of a folder that has several.
    public enum Split: String, Sendable, CaseIterable {
        /// Files that begin with `train-` or hold `-train-`.
        case train
        /// Files that begin with `t10k-` or hold `-test-`.
        case test

        /// The part that a file of IDX belongs to, by its name.
        public init(ofFile name: some StringProtocol) {
            self = name.hasPrefix("t10k-") || name.hasPrefix("test-") || name.contains("-test-") ? .test : .train
        }
    }

    /// What the folder holds.
    enum Kind: Sendable {
        case idx(images: String, labels: String)
        case imageFolder
    }

    /// The folder.
    public let path: String
    let kind: Kind

    /// Looks at the folder and finds out what it holds.
    ///
    /// - Parameter split: the part to take where a folder of IDX files has both; nil takes the only one there is, and
    ///   of two the training part.
    /// - Throws: ``DataError`` naming the folder.
    public init(_ path: String, split: Split? = nil) throws(DataError) {
        self.path = path
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .unreadable(path: path, reason: "can't be listed; give a folder that exists and can be read")
        }
        let stems = names.compactMap(Self.stem).sorted()
        if stems.isEmpty {
            guard names.contains(where: { $0.count == 1 && ("0"..."9").contains($0) }) else {
                throw .unknownSource(path: path)
            }
            kind = .imageFolder
            return
        }
        let wanted = split ?? .train
        let fitting = stems.filter { Split(ofFile: $0.name) == wanted }
        let chosen = fitting.first ?? (split == nil ? stems.first : nil)
        guard let chosen else { throw .noSuchSplit(path: path, split: wanted.rawValue) }
        let labels = chosen.name.replacing("images-idx3", with: "labels-idx1")
        guard let labelFile = [labels, labels + ".gz"].first(where: names.contains) else {
            throw .malformed(path: "\(path)/\(chosen.file)", reason: "its labels, \(labels)[.gz], are missing")
        }
        kind = .idx(images: "\(path)/\(chosen.file)", labels: "\(path)/\(labelFile)")
    }

    private struct Stem: Comparable {
        let file: String
        let name: String

        static func < (left: Stem, right: Stem) -> Bool { left.file < right.file }
    }

    private static func stem(_ file: String) -> Stem? {
        let name = file.hasSuffix(".gz") ? String(file.dropLast(3)) : file
        return name.hasSuffix("images-idx3-ubyte") ? Stem(file: file, name: name) : nil
    }
}

/// A labelled data set in memory: the pictures that could be read, and those that could not.
public struct LabeledSet: Sendable {
    /// The pictures, normalised.
    public var images = LabeledImages()
    /// Where each picture came from, in the same order: a path, or `FILE#INDEX`.
    public var names: [String] = []
    /// Places of pictures that the daemon is not sure of whatever is read in them: there are several digits, or none.
    public var doubted: Set<Int> = []
    /// Pictures without a digit to learn from or to read.
    public var unreadable: [Unreadable] = []

    /// A picture that holds no ink or is no picture.
    public struct Unreadable: Sendable, Hashable {
        /// Its path.
        public let name: String
        /// The folder it lies in.
        public let label: Int
        /// Why it can't be used.
        public let reason: String
    }

    /// Readable and unreadable ones.
    public var count: Int { images.count + unreadable.count }
}
