import Configuration

/// Somewhere values can be given, as a provider for the reader and with names for error messages.
protocol Place {
    /// The provider that hands out the values as text.
    var provider: any ConfigProvider { get }
    /// Whether a value is given here.
    func has(_ setting: Setting) -> Bool
    /// Where exactly it is given.
    func name(of setting: Setting) -> String
}

/// Options of the command line.
struct CommandLinePlace: Place {
    let values: [String: String]

    var provider: any ConfigProvider { InMemoryProvider(name: "command line", texts: values) }
    func has(_ setting: Setting) -> Bool { values[setting.key] != nil }
    func name(of setting: Setting) -> String { setting.optionName }
}

/// Variables of the environment. An empty one counts as not given.
struct EnvironmentPlace: Place {
    let variables: [String: String]

    init(variables: [String: String]) {
        self.variables = variables.filter { $0.key.hasPrefix(Setting.environmentPrefix) && !$0.value.isEmpty }
    }

    var provider: any ConfigProvider {
        KeyMappingProvider(upstream: EnvironmentVariablesProvider(environmentVariables: variables)) {
            $0.prepending("digitd")
        }
    }
    func has(_ setting: Setting) -> Bool { variables[setting.environmentName] != nil }
    func name(of setting: Setting) -> String { "environment variable \(setting.environmentName)" }
}

/// Lines of the settings file.
struct FilePlace: Place {
    let path: String
    let entries: [String: SettingsFile.Entry]

    var provider: any ConfigProvider { InMemoryProvider(name: path, texts: entries.mapValues(\.value)) }
    func has(_ setting: Setting) -> Bool { entries[setting.key] != nil }
    func name(of setting: Setting) -> String { "\(path):\(entries[setting.key]?.line ?? 0)" }
}

extension InMemoryProvider {
    /// A provider of text values with names of one part.
    fileprivate init(name: String, texts: [String: String]) {
        let values = texts.map { (AbsoluteConfigKey([$0.key]), ConfigValue(.string($0.value), isSecret: false)) }
        self.init(name: name, values: Dictionary(uniqueKeysWithValues: values))
    }
}
