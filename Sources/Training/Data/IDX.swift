/// The format of MNIST's files, big-endian: magic 2051, count, rows, columns and a byte a pixel for images; magic 2049,
/// count and a byte a label for labels. Format: http://yann.lecun.com/exdb/mnist/.
public enum IDX {
    /// The most bytes one file may hold when decompressed.
    static let limit = 1 << 31

    /// Images as they are stored, of any size.
    public struct Images: Sendable {
        /// How many.
        public let count: Int
        /// Rows of each.
        public let rows: Int
        /// Pixels of each row.
        public let columns: Int
        /// All of them, row by row, ink bright on a background of 0.
        public let pixels: [UInt8]
    }

    /// Reads an images file, gzip-compressed or plain.
    public static func images(_ path: String) throws(DataError) -> Images {
        let bytes = try GzipFile.read(path, limit: limit)
        guard bytes.count >= 16 else { throw .malformed(path: path, reason: "it has only \(bytes.count) bytes") }
        guard number(bytes, 0) == 2051 else {
            throw .malformed(path: path, reason: "it begins with \(number(bytes, 0)), not 2051")
        }
        let count = number(bytes, 4), rows = number(bytes, 8), columns = number(bytes, 12)
        guard rows >= 1, columns >= 1, rows <= 4096, columns <= 4096, count <= limit / (rows * columns),
            bytes.count == 16 + count * rows * columns
        else {
            throw .malformed(
                path: path,
                reason: "\(count) images of \(columns)x\(rows) do not make \(bytes.count) bytes"
            )
        }
        return Images(count: count, rows: rows, columns: columns, pixels: Array(bytes[16...]))
    }

    /// Reads a labels file, gzip-compressed or plain.
    public static func labels(_ path: String) throws(DataError) -> [UInt8] {
        let bytes = try GzipFile.read(path, limit: limit)
        guard bytes.count >= 8 else { throw .malformed(path: path, reason: "it has only \(bytes.count) bytes") }
        guard number(bytes, 0) == 2049 else {
            throw .malformed(path: path, reason: "it begins with \(number(bytes, 0)), not 2049")
        }
        let labels = Array(bytes[8...])
        guard labels.count == number(bytes, 4) else {
            throw .malformed(path: path, reason: "\(number(bytes, 4)) labels announced, \(labels.count) there")
        }
        guard let largest = labels.max(), largest <= 9 else {
            throw .malformed(path: path, reason: "it has labels beyond 9, or none")
        }
        return labels
    }

    private static func number(_ bytes: [UInt8], _ at: Int) -> Int {
        Int(bytes[at]) << 24 | Int(bytes[at + 1]) << 16 | Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
    }
}
