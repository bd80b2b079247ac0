import ArgumentParser
import Glibc

/// Options of the command line that are settings too.
protocol SettingsOptionGroup: ParsableArguments {
    /// Those given, by name of the setting.
    var values: [String: String?] { get }
}

extension ArgumentHelp {
    /// Help for a setting's option, out of the one table of settings.
    static func setting(_ key: String) -> ArgumentHelp {
        guard let setting = SettingsTable.setting(key) else { preconditionFailure("there is no setting \(key)") }
        return ArgumentHelp(
            "\(setting.meaning); \(setting.accepts) (default: \(setting.defaultText)).",
            valueName: setting.placeholder
        )
    }
}

extension LoadedSettings {
    /// The settings that hold for this process with these options.
    static func load(_ root: RootOptions, _ groups: any SettingsOptionGroup...) throws(SettingsError) -> LoadedSettings
    {
        var values = root.values.compactMapValues { $0 }
        for group in groups { values.merge(group.values.compactMapValues { $0 }) { $1 } }
        return try load(root.file, values)
    }

    /// The same where no setting is an option.
    static func load(_ file: ConfigOptions, _ values: [String: String] = [:]) throws(SettingsError) -> LoadedSettings {
        try SettingsLoader(
            commandLine: values,
            file: file.config,
            environment: ProcessEnvironment.variables
        ).load()
    }
}

/// The environment of this process.
enum ProcessEnvironment {
    /// The variables whose name begins with `DIGITD_`.
    static var variables: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let assignment = String(cString: text)
            if assignment.hasPrefix(Setting.environmentPrefix), let equals = assignment.firstIndex(of: "=") {
                variables[String(assignment[..<equals])] = String(assignment[assignment.index(after: equals)...])
            }
            entry += 1
        }
        return variables
    }
}
