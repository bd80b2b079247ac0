/// Why a file is no model that can be used.
public enum ModelFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Fewer bytes than the file's first ones announce: a header, or, by the header, tensors.
    case truncated(expected: Int, found: Int)
    /// Not a well-formed safetensors file; `reason` says where.
    case malformed(String)
    /// A safetensors file, but not a network of digitd's.
    case notADigitModel(String)

    /// One line without the file's name, which the caller puts before it.
    public var description: String {
        switch self {
        case .truncated(let expected, let found):
            "is cut off: \(found) bytes of at least \(expected); copy it again"
        case .malformed(let reason):
            "is no valid model file: \(reason)"
        case .notADigitModel(let reason):
            "is a safetensors file but no digitd model: \(reason)"
        }
    }
}
