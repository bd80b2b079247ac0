#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A fixed piece of memory for floats, aligned to a cache line and zero at the start.
///
/// It is shared by reference: whoever hands one to several tasks sees to it that nobody writes while another reads.
/// The parameters of a ``Network`` are never written after it is made; the buffers of a training session belong to
/// that session alone.
public final class FloatBuffer: @unchecked Sendable {
    /// Floats it holds.
    public let count: Int
    let base: UnsafeMutablePointer<Float>
    /// What was allocated; `base` is the first cache line in it.
    private let memory: UnsafeMutableRawPointer

    /// `count` zeros.
    public init(count: Int) {
        precondition(count >= 0, "a buffer of \(count) floats")
        self.count = count
        let line = 64
        // One line to align the first float, and one of slack.
        let bytes = count * MemoryLayout<Float>.stride + 2 * line
        // Pages that calloc takes anew are zero already, so that what is never used of a buffer takes no memory.
        guard let memory = calloc(bytes, 1) else { fatalError("no memory for \(bytes) bytes") }
        self.memory = memory
        base = memory.alignedUp(toMultipleOf: line).bindMemory(to: Float.self, capacity: count)
    }

    /// A copy of `values`.
    public convenience init(_ values: [Float]) {
        self.init(count: values.count)
        slice(0..<count).copy(values)
    }

    /// A copy of another buffer.
    public convenience init(copying other: FloatBuffer) {
        self.init(count: other.count)
        copy(from: other)
    }

    deinit {
        free(memory)
    }

    /// One float.
    public subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "index \(index) of \(count)")
            return base[index]
        }
        set {
            precondition(index >= 0 && index < count, "index \(index) of \(count)")
            base[index] = newValue
        }
    }

    /// The floats of `range` as an array.
    public subscript(range: Range<Int>) -> [Float] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range \(range) of \(count)")
        return Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    /// All floats as an array.
    public var values: [Float] { self[0..<count] }

    /// Takes over another buffer's values.
    public func copy(from other: FloatBuffer) {
        precondition(other.count == count, "copy of \(other.count) floats into \(count)")
        base.update(from: other.base, count: count)
    }

    /// Sets every float to zero.
    public func clear() {
        memset(base, 0, count * MemoryLayout<Float>.stride)
    }

    /// Hands out the floats of `range` for reading and writing.
    public func withMutableSpan<Result>(
        _ range: Range<Int>,
        _ body: (inout MutableSpan<Float>) throws -> Result
    ) rethrows -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range \(range) of \(count)")
        var span = MutableSpan(_unsafeStart: base + range.lowerBound, count: range.count)
        return try body(&span)
    }

    /// A part of the buffer, for the kernels.
    func slice(_ range: Range<Int>) -> FloatSlice {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range \(range) of \(count)")
        return FloatSlice(buffer: self, range: range)
    }
}

/// A named range of a ``FloatBuffer``, such as one layer's weights; it keeps the buffer alive.
struct FloatSlice {
    let buffer: FloatBuffer
    let range: Range<Int>

    var count: Int { range.count }
    var start: UnsafeMutablePointer<Float> { buffer.base + range.lowerBound }

    subscript(index: Int) -> Float {
        get { buffer[range.lowerBound + index] }
        nonmutating set { buffer[range.lowerBound + index] = newValue }
    }

    /// Takes over as many values as it has.
    func copy(_ values: [Float]) {
        precondition(values.count == count, "copy of \(values.count) floats into \(count)")
        values.withUnsafeBufferPointer { source in
            if let address = source.baseAddress { start.update(from: address, count: count) }
        }
    }
}
