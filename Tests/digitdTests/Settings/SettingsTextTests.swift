import ArgumentParser
import Foundation
import Testing

@testable import digitd

@Suite struct SettingsTextTests {
    /// The text of a file of the project.
    private func project(_ path: String) throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../\(path)").standardized
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// The settings file in the project is the one the table makes. `digitd config show --defaults` writes it anew.
    @Test func shippedFileIsMadeFromTheTable() throws {
        #expect(try project("systemd/digitd.yaml") == SettingsText.shippedFile)
    }

    /// So is its manual page. `digitd config show --manual` writes it anew.
    @Test func manualPageOfTheFileIsMadeFromTheTable() throws {
        #expect(try project("Documentation/digitd.yaml.5") == SettingsText.manualPage)
    }

    /// With the comment signs before its settings taken away, the shipped file gives every default.
    @Test func shippedFileNamesEverySettingWithItsDefault() throws {
        let text = SettingsText.shippedFile.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("#") && !$0.hasPrefix("# ") ? $0.dropFirst() : $0 }.joined(separator: "\n")
        let entries = try SettingsFile(text, file: "shipped").entries.mapValues(\.value)
        #expect(entries == Dictionary(uniqueKeysWithValues: SettingsTable.all.map { ($0.key, $0.defaultText) }))
        #expect(try SettingsFile(SettingsText.shippedFile, file: "shipped").entries.isEmpty)
    }

    /// `run --help` lists every setting by its name in the file and by its option, and no option is forgotten.
    @Test func helpNamesEverySetting() throws {
        let help = Digitd.helpMessage(for: RunCommand.self, columns: 500)
        for setting in SettingsTable.all {
            #expect(help.contains("\n  \(setting.key) "), "\(setting.key)")
            #expect(help.contains("\(setting.optionName) <"), "\(setting.optionName)")
        }
        let options = try RunCommand.parse([])
        let names = Set(options.root.values.keys).union(options.model.values.keys).union(options.daemon.values.keys)
        #expect(names == Set(SettingsTable.all.map(\.key)))
    }

    /// Each option's value arrives under the setting of the same name.
    @Test(arguments: SettingsTable.all.map(\.key))
    func optionsCarryTheirSetting(key: String) throws {
        let setting = try #require(SettingsTable.setting(key))
        let command = try RunCommand.parse([setting.optionName, "VALUE"])
        let given = command.root.values.merging(command.model.values) { $1 }.merging(command.daemon.values) { $1 }
            .compactMapValues { $0 }
        #expect(given == [key: "VALUE"])
    }

    /// The manual pages name every setting with its meaning and default, and every subcommand that the help names.
    @Test func manualPagesNameEverything() throws {
        let page = try project("Documentation/digitd.yaml.5") + project("Documentation/digitd.1")
        for setting in SettingsTable.all {
            let entry = "\n.TP\n.B \(setting.key)\n\(setting.meaning). Accepts \(setting.accepts). "
            #expect(page.contains(entry + "Default: \(setting.defaultText).\n"), "\(setting.key)")
        }
        for command in Digitd.configuration.subcommands where command.configuration.shouldDisplay {
            let name = try #require(command.configuration.commandName)
            #expect(page.contains("\n.B digitd \(name)"), "\(name)")
        }
    }

    /// What `digitd config show` prints is a settings file that means the same.
    @Test func effectiveSettingsReadBack() throws {
        let given = ["root": "/srv/it's mine # x", "batch_size": "7", "finetune_interval_hours": "off"]
        let loaded = try SettingsLoader(commandLine: given) { _ in nil }.load()
        let text = SettingsText.effective(loaded)
        let again = try SettingsLoader(file: "f") { _ in text }.load()
        #expect(again.settings.daemon == loaded.settings.daemon)
        #expect(text.contains("batch_size: 7  # --batch-size\n"))
        #expect(text.contains("workers: 0  # default\n"))
    }
}
