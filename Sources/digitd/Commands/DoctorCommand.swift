import ArgumentParser
import Daemon
import FoundationEssentials

/// `digitd doctor`: whether a root is fit for use.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check a root before it is used: rights, file systems, events, space, limits, loops, the model.",
        discussion: """
            Makes and removes a file of its own in each folder, nothing else. Exit status 0 where all is fine, 2 where \
            there is a problem.
            """
    )

    @OptionGroup var root: RootOptions
    @OptionGroup var model: ModelOptions

    func run() async throws {
        let loaded = try LoadedSettings.load(root, model)
        let samples = SampleFolder.path.map(Self.samples) ?? []
        let doctor = Doctor(loaded.settings.daemon, processors: ProcessorCount.online, samples: samples)
        let findings = doctor.findings()
        let width = findings.map(\.subject.count).max() ?? 0
        var output = StandardOutput()
        for finding in findings {
            let level = finding.level.rawValue.padded(to: 9)
            try output.write(level + finding.subject.padded(to: width + 2) + finding.message + "\n")
        }
        try output.flush()
        let problems = findings.count { $0.level == .problem }
        if problems > 0 { throw StatusError(status: .failed) }
    }

    /// The readable ones of the sample pictures that ship.
    private static func samples(_ folder: String) -> [Doctor.Sample] {
        struct Expected: Decodable {
            var digit: Int?
        }
        guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/expected.json")),
            let expected = try? JSONDecoder().decode([String: Expected].self, from: data)
        else { return [] }
        return expected.sorted { $0.key < $1.key }.compactMap { name, expected in
            guard let digit = expected.digit, (0...9).contains(digit),
                let bytes = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
            else { return nil }
            return Doctor.Sample(bytes: [UInt8](bytes), digit: digit)
        }
    }
}
