import ArgumentParser
import Recognition
import Spool

/// `digitd model list`: the models that ship and those of the root.
struct ModelListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print the models that ship and those of the root.",
        discussion: "The root's are listed where one is given; * marks the one in use there, default where it has none."
    )

    @OptionGroup var root: RootOptions

    func run() async throws {
        let loaded = try LoadedSettings.load(root)
        var broken: Failure?
        var rows = ModelLibrary.shipped().map { (mark: " ", path: $0) }
        if loaded.given["root"] != nil {
            let folder = "\(loaded.settings.daemon.root)/models"
            let current: String?
            do throws(Failure) {
                current = try loaded.currentModelPath()
            } catch {
                // Who has lost the current one looks for another here.
                try loaded.expectRoot()
                (current, broken) = (nil, error)
            }
            // Without a current one the daemon reads with the default.
            let usesDefault = current == nil && broken == nil
            if usesDefault, let index = rows.firstIndex(where: { $0.path == ModelLibrary.shippedNames[0] }) {
                rows[index].mark = "*"
            }
            let files = (try? LooseFiles.files(at: Array(folder.utf8)) { _, _ in }) ?? []
            for path in files.map(NameEscaping.text) where path.hasSuffix(".\(ModelLibrary.fileExtension)") {
                rows.append((LoadedSettings.isSameFile(path, current) ? "*" : " ", path))
            }
        }
        var output = StandardOutput()
        let width = rows.map { $0.path.visible.columns }.max() ?? 0
        for row in rows {
            let facts: String
            do {
                let model = try ModelLibrary.load(row.path)
                let count = model.network.summary.reduce(0) { $0 + $1.weights + $1.biases }
                facts = "\(model.identity.sha256.hex.prefix(12))  \(ModelReport.grouped(count)) parameters"
            } catch {
                facts = "unusable: \(error.reason)"
            }
            try output.write("\(row.mark) \(row.path.visible.padded(to: width))  \(facts)\n")
        }
        try output.flush()
        if let broken { throw broken }
    }
}
