extension Network {
    /// The network as the bytes of an ONNX file (operator set 17) that any ONNX runtime reads.
    ///
    /// Input: `pixels` [N, 1, 28, 28], paper 0 and ink 1, N of any size. Outputs: `logits` and `probabilities`,
    /// [N, 10], as ``Loss/logits(_:)`` and ``Loss/softmax(_:temperature:)`` have them; for a network trained with
    /// ``Loss/squaredError`` its squashed `outputs` [N, 10], for one with ``Loss/softmaxOrNone`` the `evidence` [N], as
    /// ``Loss/evidence(_:)`` has it.
    ///
    /// - Parameters:
    ///   - name: names the graph.
    ///   - temperature: what the logits are divided by before the softmax.
    ///   - notes: go into the file's metadata.
    public func onnx(name: String, temperature: Float = 1, notes: [String: String] = [:]) -> [UInt8] {
        let network = folded()
        var builder = ONNXGraphBuilder(name: name, input: network.architecture.input)
        for layer in network.layers { builder.add(layer, parameters: network.parameters) }
        builder.finish(loss: network.architecture.loss, temperature: temperature)
        return ONNX.Model(graph: builder.graph, producer: "digitd", notes: notes).message.bytes
    }
}
