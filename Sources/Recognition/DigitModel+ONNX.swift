import NeuralNetwork

extension DigitModel {
    /// The model as an ONNX file: see ``NeuralNetwork/Network/onnx(name:temperature:notes:)``. Its metadata says which
    /// model file it was made from, with the threshold and everything that file tells about itself.
    public func onnx() -> [UInt8] {
        var notes = metadata
        notes[MetadataKey.temperature] = "\(temperature)"
        notes[MetadataKey.threshold] = "\(threshold)"
        notes["model"] = identity.name
        notes["model_sha256"] = identity.sha256.hex
        return network.onnx(name: identity.name, temperature: temperature, notes: notes)
    }
}
