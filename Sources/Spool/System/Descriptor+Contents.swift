import Glibc

extension Descriptor {
    /// The bytes of the file `name` in this folder, up to `limit`; nil where there is none, or no regular
    /// file.
    func contents(of name: [UInt8], limit: Int = 1 << 20) throws(SystemError) -> [UInt8]? {
        let file: Descriptor
        do {
            file = try open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        } catch {
            if error.number == ENOENT || error.number == ELOOP { return nil }
            throw error
        }
        let status = try file.status()
        guard status.kind == .regular else { return nil }
        let size = Int(min(status.stamp.size, Int64(limit)))
        var bytes = [UInt8](repeating: 0, count: size)
        let count = try file.read(into: &bytes, count: size)
        return Array(bytes[..<count])
    }
}
