/// The settings as text for people: the file that ships, and the list in help.
enum SettingsText {
    /// The settings file that ships: every setting with its meaning, what it accepts and its default, commented out.
    static var shippedFile: String {
        var text = """
            # Settings of digitd. Every line that is commented out shows the default.
            # The command line (--settle-milliseconds N) goes over the environment (DIGITD_SETTLE_MILLISECONDS=N), which
            # goes over this file. One "key: value" a line; 'digitd config show' prints what is in force and where it comes
            # from, 'digitd config check FILE' checks a file, 'systemctl reload digitd' has the service take it up.

            """
        for setting in SettingsTable.all {
            text += "\n# \(setting.meaning).\n# Accepts \(setting.accepts).\n#\(setting.key): \(setting.defaultText)\n"
        }
        return text
    }

    /// The settings that hold, as a settings file with where each comes from.
    static func effective(_ loaded: LoadedSettings) -> String {
        SettingsTable.all.map { setting in
            let given = loaded.given[setting.key]
            return "\(setting.key): \(quoted(given?.text ?? setting.defaultText))  # \(given?.place ?? "default")\n"
        }.joined()
    }

    /// The manual page of the settings file, digitd.yaml(5).
    static var manualPage: String {
        var text = #"""
            .\" Made by 'digitd config show --manual' from the table of settings.
            .TH DIGITD.YAML 5 "" "digitd" "File Formats"
            .SH NAME
            digitd.yaml \- settings of digitd
            .SH SYNOPSIS
            .I /etc/digitd/digitd.yaml
            .SH DESCRIPTION
            One
            .B key: value
            a line; comments begin with #. Values may stand in single or double quotes. The rest of YAML (nesting, lists,
            text over several lines) has no meaning here and is refused, so that the file means the same to any YAML reader.
            A key or value that is not known is refused with its line and what was probably meant.
            .PP
            Every setting has the same name in three places. The command line
            .RB ( \-\-settle\-milliseconds " " \fIN\fR)
            goes over the environment
            .RB ( DIGITD_SETTLE_MILLISECONDS =\fIN\fR),
            which goes over this file
            .RB ( settle_milliseconds: " " \fIN\fR),
            which goes over the defaults. An empty variable counts as not given.
            .PP
            .B digitd config show
            prints what is in force and where each value comes from;
            .B digitd config check
            .I FILE
            checks a file;
            .B systemctl reload digitd
            has the service take it up. All settings but
            .B root
            can change while it runs.
            .SH SETTINGS

            """#
        for setting in SettingsTable.all {
            text += ".TP\n.B \(setting.key)\n\(setting.meaning). Accepts \(setting.accepts). "
            text += "Default: \(setting.defaultText).\n"
        }
        return text + #"""
            .SH FILES
            .TP
            .I /etc/digitd/digitd.yaml
            The settings of the service, where neither
            .B \-\-config
            nor
            .B DIGITD_CONFIG
            names another file.
            .TP
            .I /etc/digitd/NAME.yaml
            The settings of the instance
            .BR digitd@NAME.service .
            .SH SEE ALSO
            .BR digitd (1)

            """#
    }

    /// How a value is written so that the settings file gives it back.
    private static func quoted(_ value: String) -> String {
        let isPlain = value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-".contains($0)) }
        if isPlain, !value.isEmpty, value.first != "-" { return value }
        return "'" + value.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
    }

    /// The list of settings for `digitd run --help`.
    static var helpList: String {
        let rows = SettingsTable.all.map { ($0.key, "default \($0.defaultText)") }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { "  " + $0.0.padded(to: width + 2) + $0.1 }.joined(separator: "\n")
    }
}
