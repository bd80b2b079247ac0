import Foundation
import Testing

@testable import digitd

@Suite struct SettingsCheckTests {
    @Test func everyTroubleIsToldInTheOrderOfTheLines() {
        let text = "batch_sice: 8\nworkers: 1\n  nested: 1\noriginals: burn\nworkers: 2\nxyzzy: 1\n"
        let check = SettingsCheck(text, file: "f")
        #expect(check.entries["workers"]?.value == "1")
        #expect(
            check.troubles.map(\.error.description) == [
                "f:1: there is no setting 'batch_sice'; did you mean 'batch_size'?",
                "f:3: begins with space; settings are not nested: take it away",
                "f:4: 'burn' is no value for originals: give move or delete",
                "f:5: 'workers' stands at line 2 too: keep one",
                "f:6: there is no setting 'xyzzy'; 'digitd run --help' lists them",
            ]
        )
    }

    /// A wrong value is refused even where something else overrides it.
    @Test func overriddenValuesAreCheckedToo() {
        let loader = SettingsLoader(commandLine: ["workers": "1"]) { _ in "workers: many\n" }
        #expect(throws: SettingsError.self) { try loader.load() }
    }

    @Test func theCommandSaysWhetherAFileCanBeUsed() throws {
        try Program.withFolder { folder in
            let file = folder.appending(path: "s.yaml")
            try Data((SettingsText.shippedFile + "workers: 2\n").utf8).write(to: file)
            let good = try Program.run(["config", "check", file.path])
            #expect(good.status == 0 && good.errors.isEmpty)
            #expect(good.output.hasPrefix("\(file.path): in order, 1 of "))

            try Data("workers: x\nwrokers: 2\n".utf8).write(to: file)
            let bad = try Program.run(["config", "check", file.path])
            #expect(bad.status == 2 && bad.output.isEmpty)
            #expect(bad.errors.split(separator: "\n").count == 2, "\(bad.errors)")
            #expect(bad.errors.contains("\(file.path):2: there is no setting 'wrokers'; did you mean 'workers'?"))

            let missing = try Program.run(["config", "check", folder.appending(path: "none").path])
            #expect(missing.status == 2 && missing.errors.contains("no such file"))
        }
    }

    @Test func theFileOfTheEnvironmentIsCheckedWhereNoneIsNamed() throws {
        try Program.withFolder { folder in
            let file = folder.appending(path: "s.yaml")
            let missing = try Program.run(["config", "check"], environment: ["DIGITD_CONFIG": file.path])
            #expect(missing.status == 2 && missing.output == "")
            let reason = "settings file \(file.path) can't be read (no such file): name one that can be"
            #expect(missing.errors == "digitd: error: \(reason)\n")
            try Data("workers: 2\n".utf8).write(to: file)
            let run = try Program.run(["config", "check"], environment: ["DIGITD_CONFIG": file.path])
            #expect(run.status == 0 && run.output.hasPrefix("\(file.path): in order, 1 of "), "\(run.errors)")
        }
    }

    /// `digitd settings` is the older name of `digitd config show`.
    @Test(arguments: [["config", "show"], ["config"], ["settings"]])
    func showSaysWhereValuesComeFrom(command: [String]) throws {
        let run = try Program.run(
            command + ["--batch-size", "7"],
            environment: ["DIGITD_WORKERS": "3", "DIGITD_CONFIG": "/dev/null"]
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("batch_size: 7  # --batch-size\n"))
        #expect(run.output.contains("workers: 3  # environment variable DIGITD_WORKERS\n"))
        #expect(run.output.contains("durability: batch  # default\n"))
    }
}
