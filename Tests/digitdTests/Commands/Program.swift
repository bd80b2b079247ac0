import Foundation
import NeuralNetwork
import Testing

/// The built program, run as a process of its own.
struct Program {
    /// What a run said and how it ended.
    struct Run {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Beside the bundle the tests run from.
    static let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "digitd")

    /// Runs the program to its end, in a folder, with nothing of digitd in its environment but `environment`.
    ///
    /// - Parameter copy: a copy of the program that is run instead.
    static func run(
        _ arguments: [String],
        in folder: URL? = nil,
        environment: [String: String] = [:],
        copy: URL? = nil
    ) throws -> Run {
        let process = process(arguments, in: folder, environment: environment)
        if let copy { process.executableURL = copy }
        let output = Pipe(), errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Errors are few: they fit the pipe while the output is read.
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaints = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Run(
            status: process.terminationStatus,
            output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: complaints, as: UTF8.self)
        )
    }

    /// Starts the program without listening to it.
    static func start(_ arguments: [String], in folder: URL) throws -> Process {
        let process = process(arguments, in: folder, environment: [:])
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Copies the program. By a process of its own: what this one has open for writing, a child that another test starts
    /// has open too for moments, and nothing that is open for writing can be started.
    static func copy(to file: URL) throws {
        let copying = try Process.run(URL(filePath: "/bin/cp"), arguments: ["--", path.path, file.path])
        copying.waitUntilExit()
        try #require(copying.terminationStatus == 0)
    }

    private static func process(_ arguments: [String], in folder: URL?, environment: [String: String]) -> Process {
        let process = Process()
        process.executableURL = path
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        let inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("DIGITD_") }
        process.environment = inherited.merging(environment) { $1 }.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        return process
    }

    /// A temporary folder for the time of `body`.
    static func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// Writes a small model of random weights.
    static func writeModel(to file: URL, threshold: String = "0") throws {
        let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxCrossEntropy)
        let network = Network(architecture: architecture, seed: 7)
        let bytes = ModelFile(network: network, metadata: ["threshold": threshold]).bytes()
        try Data(bytes).write(to: file)
    }
}
