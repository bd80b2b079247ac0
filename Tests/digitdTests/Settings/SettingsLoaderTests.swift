import Testing

@testable import Daemon
@testable import digitd

@Suite struct SettingsLoaderTests {
    /// Settings from places that stand in for the real ones.
    func load(
        commandLine: [String: String] = [:],
        environment: [String: String] = [:],
        file: String? = nil,
        files: [String: String] = [:]
    ) throws(SettingsError) -> LoadedSettings {
        try SettingsLoader(commandLine: commandLine, file: file, environment: environment) { files[$0] }.load()
    }

    @Test func nothingGivenIsTheDefaults() throws {
        let loaded = try load()
        #expect(loaded.settings.daemon == DaemonConfiguration())
        #expect(loaded.given.isEmpty)
        #expect(loaded.file == nil)
    }

    /// Each place wins over those behind it.
    @Test func commandLineOverEnvironmentOverFileOverDefaults() throws {
        let files = ["/etc/digitd/digitd.yaml": "batch_size: 1\nworkers: 1\nlimit_pixels: 1\n"]
        let environment = ["DIGITD_BATCH_SIZE": "2", "DIGITD_WORKERS": "2", "HOME": "/root"]
        let loaded = try load(commandLine: ["batch_size": "3"], environment: environment, files: files)
        #expect(loaded.settings.daemon.batchSize == 3)
        #expect(loaded.settings.daemon.workers == 2)
        #expect(loaded.settings.daemon.limitPixels == 1)
        #expect(loaded.settings.daemon.limitBytes == DaemonConfiguration().limitBytes)
        #expect(loaded.given["batch_size"]?.place == "--batch-size")
        #expect(loaded.given["workers"]?.place == "environment variable DIGITD_WORKERS")
        #expect(loaded.given["limit_pixels"]?.place == "/etc/digitd/digitd.yaml:3")
        #expect(loaded.file == "/etc/digitd/digitd.yaml")
    }

    @Test func fileOfTheOptionOverThatOfTheEnvironment() throws {
        let files = ["/a": "batch_size: 1", "/b": "batch_size: 2"]
        #expect(try load(environment: ["DIGITD_CONFIG": "/a"], files: files).settings.daemon.batchSize == 1)
        let loaded = try load(environment: ["DIGITD_CONFIG": "/a"], file: "/b", files: files)
        #expect(loaded.settings.daemon.batchSize == 2)
    }

    @Test func emptyVariableIsNotGiven() throws {
        #expect(try load(environment: ["DIGITD_BATCH_SIZE": ""]).given.isEmpty)
    }

    /// Variables with the names of no settings are told of; they stop nothing.
    @Test func strangersInTheEnvironment() throws {
        let environment = [
            "DIGITD_WORKER": "1", "DIGITD_WORKERS": "1", "DIGITD_CONFIG": "/a", "DIGITD_KERNELS": "avx2",
            "DIGITD_COLOUR_OF_INK": "red", "DIGIT": "1",
        ]
        #expect(try load(environment: environment, files: ["/a": ""]).settings.daemon.workers == 1)
        let strangers = SettingsLoader.strangers(in: environment).map(\.description)
        #expect(strangers.count == 2)
        #expect(strangers.first?.hasPrefix("environment variable DIGITD_COLOUR_OF_INK: there is no setting") == true)
        #expect(strangers.last?.hasSuffix("there is no setting 'worker'; did you mean 'workers'?") == true)
    }

    /// Every setting is given, each a value of its own that is not its default.
    @Test func valuesReachTheirPlace() throws {
        let texts = [
            "root": "/srv/d", "model": "classic", "originals": "delete", "durability": "none", "duplicates": "link",
            "settle_milliseconds": "500", "rescan_seconds": "5", "batch_size": "11", "workers": "12",
            "limit_pixels": "1300", "limit_bytes": "1400", "limit_seconds": "15", "accept_risk": "0.01",
            "min_confidence": "0.9", "finetune_window": "23:30-04:00", "finetune_interval_hours": "0.5",
            "finetune_new_labels": "50", "keep_processed": "1d", "keep_rejected": "2d", "keep_results": "3d",
            "keep_readings": "16", "rollup": "csv", "rollup_megabytes": "17", "rollup_files": "18",
            "metrics_file": "a.prom", "metrics_socket": "b.sock", "on_result": "/bin/c", "on_result_seconds": "19",
            "log_level": "debug",
        ]
        #expect(Set(texts.keys) == Set(SettingsTable.all.map(\.key)))
        for setting in SettingsTable.all { #expect(texts[setting.key] != setting.defaultText, "\(setting.key)") }
        let loaded = try load(commandLine: texts)
        var expected = DaemonConfiguration()
        expected.root = "/srv/d"
        expected.model = "classic"
        expected.originals = .delete
        expected.durability = .none
        expected.duplicates = .link
        expected.settle = .milliseconds(500)
        expected.rescan = .seconds(5)
        expected.batchSize = 11
        expected.workers = 12
        expected.limitPixels = 1300
        expected.limitBytes = 1400
        expected.limitTime = .seconds(15)
        expected.acceptRisk = 0.01
        expected.minConfidence = 0.9
        expected.finetune.window = DailyWindow("23:30-04:00")
        expected.finetune.interval = .seconds(1800)
        expected.finetune.newLabels = 50
        expected.keepProcessed = RetentionRule(age: .seconds(86_400))
        expected.keepRejected = RetentionRule(age: .seconds(2 * 86_400))
        expected.keepResults = RetentionRule(age: .seconds(3 * 86_400))
        expected.keepReadings = 16
        expected.rollup = .csv
        expected.rollupMegabytes = 17
        expected.rollupFiles = 18
        expected.metricsFile = "a.prom"
        expected.metricsSocket = "b.sock"
        expected.onResult = "/bin/c"
        expected.onResultLimit = .seconds(19)
        #expect(loaded.settings.daemon == expected)
        #expect(loaded.settings.logLevel == .debug)
        let off = ["finetune_window": "off", "finetune_interval_hours": "off", "finetune_new_labels": "off"]
        #expect(try load(commandLine: off).settings.daemon.finetune.isEmpty)
        #expect(try load(commandLine: ["workers": "0"]).settings.daemon.workers == nil)
    }

    /// Every default, written as text, is accepted and means the default.
    @Test func defaultTextsMeanTheDefaults() throws {
        let texts = Dictionary(uniqueKeysWithValues: SettingsTable.all.map { ($0.key, $0.defaultText) })
        let loaded = try load(commandLine: texts)
        #expect(loaded.settings.daemon == DaemonConfiguration())
        #expect(loaded.settings.logLevel == Settings().logLevel)
    }

    @Test(arguments: [
        ("batch_size", "0"), ("batch_size", "4097"), ("batch_size", "many"), ("batch_size", "1.5"),
        ("originals", "burn"), ("originals", "MOVE"), ("min_confidence", "1.1"), ("min_confidence", "nan"),
        ("accept_risk", "0"), ("accept_risk", "1.5"),
        ("finetune_interval_hours", "0"), ("finetune_interval_hours", "inf"), ("root", ""), ("model", ""),
        ("root", "~/digits"), ("root", "~"),
        ("finetune_window", "nightly"), ("finetune_window", "01:00-01:00"), ("finetune_window", "24:00-05:00"),
        ("finetune_window", "1:00-5:00"), ("finetune_new_labels", "0"),
        ("log_level", "loud"), ("limit_bytes", "99999999999999999999"),
    ])
    func badValuesNameKeyPlaceAndWhatIsAccepted(key: String, value: String) throws {
        let setting = try #require(SettingsTable.setting(key))
        let expected = SettingsError.badValue(
            place: setting.optionName,
            key: key,
            value: value,
            accepts: setting.accepts
        )
        #expect(throws: expected) { try self.load(commandLine: [key: value]) }
        #expect(!expected.description.contains("\n"))
    }

    @Test func unknownKeyNamesFileLineAndTheNearestKey() {
        let files = ["/x.yaml": "# a comment\nbatch_size: 5\nsettel_milliseconds: 5\n"]
        let expected = SettingsError.unknownKey(
            place: "/x.yaml:3",
            key: "settel_milliseconds",
            nearest: "settle_milliseconds"
        )
        #expect(throws: expected) { try self.load(file: "/x.yaml", files: files) }
        #expect(
            expected.description
                == "/x.yaml:3: there is no setting 'settel_milliseconds'; did you mean 'settle_milliseconds'?"
        )
        #expect(SettingsTable.nearest(to: "colour") == nil)
    }

    @Test func missingFileIsAnErrorOnlyWhereItWasAskedFor() throws {
        _ = try load()
        let expected = SettingsError.unreadable(file: "/none.yaml", reason: "no such file")
        #expect(throws: expected) { try self.load(file: "/none.yaml") }
        #expect(throws: expected) { try self.load(environment: ["DIGITD_CONFIG": "/none.yaml"]) }
    }
}
