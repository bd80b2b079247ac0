/// Which model a result came from.
public struct ModelIdentity: Sendable, Hashable {
    /// The model's name: that of its file without `.safetensors`.
    public var name: String
    /// The hash of the model file.
    public var sha256: ContentHash

    /// A model of this name and hash.
    public init(name: String, sha256: ContentHash) {
        self.name = name
        self.sha256 = sha256
    }
}
