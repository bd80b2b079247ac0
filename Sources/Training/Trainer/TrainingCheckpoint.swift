import NeuralNetwork

/// All that a whole training needs to go on, in one file: the network's checkpoint and, once cross-fitting has begun,
/// those of its folds.
public struct TrainingCheckpoint: Sendable {
    /// What ``Trainer/checkpoint()`` of the network gave.
    public var network: [UInt8]
    /// The same of the networks of cross-fitting, by fold from 0.
    public var folds: [Int: [UInt8]]

    /// A checkpoint from its parts.
    public init(network: [UInt8], folds: [Int: [UInt8]] = [:]) {
        self.network = network
        self.folds = folds
    }

    private static func prefix(_ fold: Int) -> String { "fold\(fold)/" }

    /// The file: the network's as it is, and what is of a fold under names that begin with it.
    ///
    /// - Throws: ``ModelFileError`` where a part is no checkpoint.
    public func bytes() throws(ModelFileError) -> [UInt8] {
        guard !folds.isEmpty else { return network }
        var whole = try SafeTensors(network)
        for (fold, bytes) in folds.sorted(by: { $0.key < $1.key }) {
            let part = try SafeTensors(bytes), prefix = Self.prefix(fold)
            whole.tensors += part.tensors.map { (prefix + $0.name, $0.tensor) }
            for (key, value) in part.metadata { whole.metadata[prefix + key] = value }
        }
        return whole.bytes()
    }

    /// Takes a file apart.
    ///
    /// - Throws: ``ModelFileError`` where it is no safetensors file.
    public init(_ bytes: [UInt8]) throws(ModelFileError) {
        let whole = try SafeTensors(bytes)
        var parts: [Int?: SafeTensors] = [:]
        func place(_ name: String) -> (fold: Int?, name: String) {
            guard name.hasPrefix("fold"), let slash = name.firstIndex(of: "/"),
                let fold = Int(name[name.index(name.startIndex, offsetBy: 4)..<slash])
            else { return (nil, name) }
            return (fold, String(name[name.index(after: slash)...]))
        }
        for (name, tensor) in whole.tensors {
            let place = place(name)
            parts[place.fold, default: SafeTensors(tensors: [], metadata: [:])].tensors.append((place.name, tensor))
        }
        for (key, value) in whole.metadata {
            let place = place(key)
            parts[place.fold, default: SafeTensors(tensors: [], metadata: [:])].metadata[place.name] = value
        }
        network = parts[nil]?.bytes() ?? bytes
        folds = [:]
        for case (let fold?, let part) in parts { folds[fold] = part.bytes() }
    }
}
