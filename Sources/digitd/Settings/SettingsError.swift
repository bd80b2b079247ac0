/// A setting that can't be used, with where it stands and what to do.
enum SettingsError: Error, Hashable {
    /// The file named by `--config` or `DIGITD_CONFIG` can't be read.
    case unreadable(file: String, reason: String)
    /// A line of the file is not `key: value`.
    case badLine(file: String, line: Int, reason: String)
    /// A name nobody knows.
    case unknownKey(place: String, key: String, nearest: String?)
    /// A name that stands twice in one file.
    case repeatedKey(file: String, line: Int, key: String, firstLine: Int)
    /// A value the setting does not accept.
    case badValue(place: String, key: String, value: String, accepts: String)
}

extension SettingsError {
    /// Whether it is about a value that was given on the command line.
    var isOfCommandLine: Bool {
        guard case .badValue(let place, let key, _, _) = self else { return false }
        return SettingsTable.setting(key)?.optionName == place
    }
}

extension SettingsError: CustomStringConvertible {
    var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "settings file \(file) can't be read (\(reason)): name another with --config or mend it"
        case .badLine(let file, let line, let reason):
            "\(file):\(line): \(reason)"
        case .unknownKey(let place, let key, let nearest):
            "\(place): there is no setting '\(key)'; "
                + (nearest.map { "did you mean '\($0)'?" } ?? "'digitd run --help' lists them")
        case .repeatedKey(let file, let line, let key, let firstLine):
            "\(file):\(line): '\(key)' stands at line \(firstLine) too: keep one"
        case .badValue(let place, let key, let value, let accepts):
            "\(place): '\(value)' is no value for \(key): give \(accepts)"
        }
    }
}
