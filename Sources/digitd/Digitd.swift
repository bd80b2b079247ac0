import ArgumentParser
import Glibc
import NeuralNetwork
import Spool

/// The program: `digitd SUBCOMMAND …`.
@main
struct Digitd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digitd",
        abstract: "Reads handwritten digits out of PNG files dropped into a folder.",
        discussion: """
            Exit status: 0 done; 1 some inputs were rejected (classify, run --once) or do not add up (verify); \
            2 failed; 64 the command line was wrong.
            """,
        version: "digitd \(Version.current)",
        subcommands: [
            RunCommand.self, ClassifyCommand.self, TrainCommand.self, EvaluateCommand.self, FinetuneCommand.self,
            DrawCommand.self, ModelCommand.self, StatusCommand.self, VerifyCommand.self, DoctorCommand.self,
            BenchCommand.self, StagesCommand.self, ReloadCommand.self, ConfigCommand.self,
        ]
    )

    // On the main thread: as long as nothing is awaited, there is no other.
    @MainActor static func main() async {
        DescriptorLimit.reserve()
        let ending: Ending
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            try CommandPath.expectNoDashedNames(arguments)
            try CommandPath.expectHelpOfCommand(arguments)
            var command = try await asyncParseAsRoot(nil)
            if var asynchronous = command as? any AsyncParsableCommand {
                _ = try Kernels(named: ProcessEnvironment.variables[Kernels.variable])
                try await asynchronous.run()
            } else {
                try command.run()
            }
            ending = Ending(status: .done)
        } catch {
            ending = Ending(of: error, arguments: arguments)
        }
        Glibc.exit(ending.write())
    }
}
