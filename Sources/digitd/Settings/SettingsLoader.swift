import Configuration
import NeuralNetwork

/// Lays command line over environment over settings file over defaults, and checks every value once.
struct SettingsLoader {
    /// Where an installed digitd looks for its settings.
    static let installedFile = "/etc/digitd/digitd.yaml"

    /// The environment variable that names the settings file where `--config` is not given.
    static let fileVariable = "DIGITD_CONFIG"

    /// The environment variable that names the data of the project's own tests.
    private static let testVariable = "DIGITD_TEST_DATA"

    /// The values given on the command line by name of the setting.
    var commandLine: [String: String] = [:]
    /// The settings file given with `--config`.
    var file: String?
    /// The environment of the process.
    var environment: [String: String] = [:]
    /// Reads a file, `nil` where there is none. A parameter, so that tests need no `/etc`.
    var contents: (String) throws(SettingsError) -> String? = SettingsFile.text(at:)

    /// The settings that hold.
    func load() throws(SettingsError) -> LoadedSettings {
        let (path, entries) = try fileEntries()
        var places: [any Place] = [
            CommandLinePlace(values: commandLine), EnvironmentPlace(variables: environment),
        ]
        if let path { places.append(FilePlace(path: path, entries: entries)) }
        let reader = ConfigReader(providers: places.map(\.provider))

        var settings = Settings()
        var given: [String: LoadedSettings.Given] = [:]
        for setting in SettingsTable.all {
            guard let value = reader.string(forKey: ConfigKey([setting.key])) else { continue }
            let place = places.first { $0.has(setting) }?.name(of: setting) ?? "settings"
            guard setting.apply(value, &settings) else {
                throw .badValue(place: place, key: setting.key, value: value, accepts: setting.accepts)
            }
            given[setting.key] = LoadedSettings.Given(text: value, place: place)
        }
        return LoadedSettings(settings: settings, given: given, file: path)
    }

    /// What is wrong with variables whose names look like those of settings and are not. They have no effect: somebody
    /// else may have put them there.
    static func strangers(in environment: [String: String]) -> [SettingsError] {
        let known = Set(SettingsTable.all.map(\.environmentName)).union([fileVariable, Kernels.variable, testVariable])
        return environment.keys.filter { $0.hasPrefix(Setting.environmentPrefix) && !known.contains($0) }.sorted().map {
            let key = $0.dropFirst(Setting.environmentPrefix.count).lowercased()
            return .unknownKey(place: "environment variable \($0)", key: key, nearest: SettingsTable.nearest(to: key))
        }
    }

    /// The settings file that the environment names, if it names one.
    static func fileNamed(in environment: [String: String]) -> String? {
        environment[fileVariable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The file that is read, with its entries. A file that was asked for must be there; the installed one need not.
    private func fileEntries() throws(SettingsError) -> (path: String?, entries: [String: SettingsFile.Entry]) {
        let asked = file ?? Self.fileNamed(in: environment)
        let path = asked ?? Self.installedFile
        guard let text = try contents(path) else {
            guard asked == nil else { throw .unreadable(file: path, reason: "no such file") }
            return (nil, [:])
        }
        let check = SettingsCheck(text, file: path)
        // A value that something else overrides is refused too: it would hold as soon as the other is gone.
        if let first = check.troubles.first { throw first.error }
        return (path, check.entries)
    }
}

/// Settings with where each of them came from.
struct LoadedSettings: Sendable {
    /// A value as it was written, and where.
    struct Given: Sendable {
        let text: String
        let place: String
    }

    /// The values that hold.
    let settings: Settings
    /// Those that are not defaults, by name of the setting.
    let given: [String: Given]
    /// The settings file that was read, if any.
    let file: String?

    /// Every setting as it is written, by name.
    var texts: [String: String] {
        Dictionary(uniqueKeysWithValues: SettingsTable.all.map { ($0.key, given[$0.key]?.text ?? $0.defaultText) })
    }
}
