import Foundation
import Imaging
import Logging
import NeuralNetwork
import Synchronization

@testable import Daemon

/// A folder for a root, removed at the end.
final class TemporaryRoot {
    let path = FileManager.default.temporaryDirectory.appending(path: "digitd-daemon-\(UUID().uuidString)").path

    init() throws {
        for folder in ["inbox", "models", "labeled/3", ".digitd"] {
            try FileManager.default.createDirectory(atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

    /// A small model of random weights.
    static func model(seed: UInt64) throws -> [UInt8] {
        let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxCrossEntropy)
        return ModelFile(network: Network(architecture: architecture, seed: seed), metadata: [:]).bytes()
    }

    /// Makes a model of the root the current one.
    func activate(_ name: String) throws {
        let link = "\(path)/models/current"
        try? FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: name)
    }
}

/// A log that keeps its lines: the message, then the metadata in order of its keys.
struct LogKeeper: LogHandler {
    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.notice

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
        lines.add(event.message.description + values.joined())
    }

    static func logger() -> (Logger, Lines) {
        let lines = Lines()
        return (Logger(label: "test") { _ in LogKeeper(lines: lines) }, lines)
    }
}
