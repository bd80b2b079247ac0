import ArgumentParser
import Glibc
import Spool

/// What is looked at before any work is done, so that no picture is drawn over one that was meant to be read.
extension ChartFile {
    /// Makes sure that a name that was given is one of a PNG file.
    static func expectName(_ path: String?) throws {
        guard let path, !path.lowercased().hasSuffix(".png") else { return }
        throw ValidationError("\(path.visible): pictures are written as PNG; give it a name that ends in .png")
    }

    /// Makes sure that a file that may be written over is none of the pictures that are read, whatever they are called.
    static func expectNone(of pictures: [[UInt8]], at path: String) throws(Failure) {
        guard let file = FileIdentity(Array(path.utf8)) else { return }
        for picture in pictures where FileIdentity(picture) == file {
            throw Failure("\(path.visible) is one of the pictures to read; name another file")
        }
    }

    /// Makes sure that there is no file yet, and a folder to write it to.
    ///
    /// - Parameter pictures: those that are read.
    static func expectNew(_ path: String, pictures: [[UInt8]]) throws(Failure) {
        try expectNone(of: pictures, at: path)
        var status = stat()
        if lstat(path, &status) == 0 {
            throw Failure("\(path.visible) exists already; remove it or name another file")
        }
        try OutputPlace.expect(path, advice: "name another file")
    }

    /// Makes sure that a picture that may take another's place lies in no folder of the root, where all are somebody's.
    static func expectOutside(_ root: String, _ path: String?) throws(Failure) {
        guard let path, let whole = FilePath.resolved(root) else { return }
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        guard let folder = FilePath.resolved(parent.isEmpty ? "/" : parent) else { return }
        if folder == whole || folder.hasPrefix(whole + "/") {
            throw Failure("\(path.visible) lies in \(root.visible), where no pictures are drawn; name a file elsewhere")
        }
    }
}

/// Paths as the file system has them.
private enum FilePath {
    /// Without links and dots; nil where there is nothing.
    static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
