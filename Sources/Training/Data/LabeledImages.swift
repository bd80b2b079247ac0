import NeuralNetwork
import Recognition

/// Pictures of digits with their labels, in memory: 28 × 28 bytes each, ink 255 on paper 0.
public struct LabeledImages: Sendable {
    /// Bytes a picture has.
    public static let bytesPerImage = 784

    /// The pictures one after the other.
    public private(set) var pixels: [UInt8]
    /// What each shows, 0 to 9.
    public private(set) var labels: [UInt8]

    /// No pictures yet.
    public init() {
        pixels = []
        labels = []
    }

    /// Pictures and labels that belong together.
    public init(pixels: [UInt8], labels: [UInt8]) {
        precondition(pixels.count == labels.count * Self.bytesPerImage, "\(pixels.count) bytes, \(labels.count) labels")
        self.pixels = pixels
        self.labels = labels
    }

    /// How many there are.
    public var count: Int { labels.count }

    /// Adds one picture of 784 bytes.
    public mutating func append(_ image: [UInt8], label: Int) {
        precondition(image.count == Self.bytesPerImage && (0...9).contains(label))
        pixels += image
        labels.append(UInt8(label))
    }

    /// Adds all of another set.
    public mutating func append(contentsOf other: LabeledImages) {
        pixels += other.pixels
        labels += other.labels
    }

    /// The same pictures, some with other labels: digits by the beginnings of pictures' hashes, in hexadecimal.
    public func correcting(_ corrections: [String: Int]) -> LabeledImages {
        guard !corrections.isEmpty else { return self }
        var corrected = self
        for place in 0..<count {
            guard let digit = corrections[hashBeginning(place)] else { continue }
            precondition((0...9).contains(digit), "\(digit) is no digit")
            corrected.labels[place] = UInt8(digit)
        }
        return corrected
    }

    /// Digits of the beginning of a hash: enough that no two pictures of a set share one.
    static let hashDigits = 16

    /// The beginning of the SHA-256 of a picture's 784 bytes, in hexadecimal.
    func hashBeginning(_ index: Int) -> String {
        String(ContentHash(of: image(index)).hex.prefix(Self.hashDigits))
    }

    /// The picture at `index`, 784 bytes.
    public func image(_ index: Int) -> [UInt8] {
        Array(pixels[index * Self.bytesPerImage..<(index + 1) * Self.bytesPerImage])
    }

    /// The pictures at these places.
    public func subset(_ indices: some Sequence<Int>) -> LabeledImages {
        var subset = LabeledImages()
        for index in indices { subset.append(image(index), label: Int(labels[index])) }
        return subset
    }

    /// What the pictures at these places show, bytes alone.
    func contents(_ indices: some Sequence<Int>) -> Set<[UInt8]> { Set(indices.map(image)) }

    /// Chooses `count` pictures at random by `seed`.
    ///
    /// - Returns: the places of the pictures to learn from and of those held out of learning, each in order. Copies of
    ///   pictures held out are in neither.
    public func holdingOut(_ count: Int, seed: UInt64) -> (training: [Int], heldOut: [Int]) {
        var generator = Xoshiro256(seed: seed)
        let order = Array(0..<self.count).shuffled(using: &generator)
        let held = Set(order.prefix(min(count, self.count)))
        let copies = contents(held)
        return ((0..<self.count).filter { !held.contains($0) && !copies.contains(image($0)) }, held.sorted())
    }
}
