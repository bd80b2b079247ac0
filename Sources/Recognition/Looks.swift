/// What a network made of one image: ten outputs, and ten more.
public struct Looks: Sendable, Hashable {
    /// The outputs of the first look; they tell whether the image shows a digit at all.
    public let first: [Float]
    /// The mean of the outputs of all looks, of which the reading is; the same where one look was enough.
    public let mean: [Float]

    /// The outputs of an image that was looked at once.
    public init(once outputs: [Float]) { self.init(first: outputs, mean: outputs) }

    /// The outputs of an image that was looked at again.
    public init(first: [Float], mean: [Float]) {
        self.first = first
        self.mean = mean
    }
}
