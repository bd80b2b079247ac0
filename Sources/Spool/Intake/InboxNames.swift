/// Which names of the inbox are left alone.
public enum InboxNames {
    private static let endings = [".tmp", ".part", ".crdownload", "~"].map { Array($0.utf8) }

    /// Dot-files, names that writers use for what is not finished, and `lost+found`.
    public static func isLeftAlone(_ name: [UInt8]) -> Bool {
        guard let first = name.first, first != UInt8(ascii: "."), !SpoolPath.isOfFileSystem(name) else { return true }
        return endings.contains { $0.count <= name.count && name.suffix($0.count).elementsEqual($0) }
    }

    /// The file that is made for a moment to see whether events arrive. Its name is one that is left alone.
    static let probe = Array(".digitd-probe".utf8)
}
