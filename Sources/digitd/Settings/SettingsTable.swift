import Daemon

/// Every setting there is, in the order they are shown. Help, the shipped settings file and the loader read this.
enum SettingsTable {
    /// The settings in the order they are shown.
    static let all: [Setting] = [
        Setting(
            key: "root",
            placeholder: "DIR",
            meaning: "The folder the daemon owns, with inbox/, results/ and the others in it",
            defaultText: DaemonConfiguration().root,
            accepts: "a folder whose name is UTF-8, with ~ written out"
        ) { text, settings in
            // What a shell does not expand would be a folder of that name.
            guard !text.isEmpty, !text.hasPrefix("~") else { return false }
            // What is not UTF-8 would be a folder of another name.
            guard !text.unicodeScalars.contains("\u{FFFD}") else { return false }
            settings.daemon.root = text
            return true
        },
        Setting(
            key: "model",
            placeholder: "FILE|NAME",
            meaning: "The model: a .safetensors file, a name that ships, or current (models/current, else default)",
            defaultText: "current",
            accepts: "a file, a name or current"
        ) { text, settings in
            guard !text.isEmpty else { return false }
            settings.daemon.model = text == "current" ? nil : text
            return true
        },
        .choice("originals", \.daemon.originals, meaning: "What happens to a picture once its result is safe on disk"),
        .choice(
            "durability",
            \.daemon.durability,
            meaning: "Results are forced to disk once a batch, once a file, or when the system does it (none)"
        ),
        .choice("duplicates", \.daemon.duplicates, meaning: "What happens to a picture whose content was read before"),
        .number(
            "settle_milliseconds",
            10...3_600_000,
            unit: "milliseconds",
            meaning: "How long an incomplete file must have been quiet before it is judged as it lies",
            read: { $0.daemon.settle.wholeMilliseconds },
            write: { $1.daemon.settle = .milliseconds($0) }
        ),
        .number(
            "rescan_seconds",
            1...86_400,
            unit: "seconds",
            meaning: "How often the inbox is listed, whether or not the system reported changes",
            read: { $0.daemon.rescan.wholeMilliseconds / 1000 },
            write: { $1.daemon.rescan = .seconds($0) }
        ),
        .number(
            "batch_size",
            1...4096,
            unit: "pictures",
            meaning: "The most pictures that are read together",
            read: \.daemon.batchSize,
            write: { $1.daemon.batchSize = $0 }
        ),
        .number(
            "workers",
            0...256,
            unit: "threads",
            meaning: "Threads that decode pictures; 0 is one for each processor, 16 at most",
            read: { $0.daemon.workers ?? 0 },
            write: { $1.daemon.workers = $0 == 0 ? nil : $0 }
        ),
        .number(
            "limit_pixels",
            1...10_000_000_000,
            unit: "pixels",
            meaning: "The most pixels a picture may have",
            read: \.daemon.limitPixels,
            write: { $1.daemon.limitPixels = $0 }
        ),
        .number(
            "limit_bytes",
            1024...1 << 40,
            unit: "bytes",
            meaning: "The most bytes a file may have",
            read: \.daemon.limitBytes,
            write: { $1.daemon.limitBytes = $0 }
        ),
        .number(
            "limit_seconds",
            1...3600,
            meaning: "The most processor seconds that the reading of one picture may take",
            read: { $0.daemon.limitTime.wholeMilliseconds / 1000 },
            write: { $1.daemon.limitTime = .seconds($0) }
        ),
        Setting(
            key: "accept_risk",
            placeholder: "SHARE",
            meaning: "At most this share of the classified pictures may be wrong; doubtful ones are uncertain instead",
            defaultText: "0.001",
            accepts: "a number from 0.00001 to 1"
        ) { text, settings in
            guard let value = Double(text), (0.00001...1).contains(value) else { return false }
            settings.daemon.acceptRisk = value
            return true
        },
        Setting(
            key: "min_confidence",
            placeholder: "N",
            meaning:
                "A confidence below this makes a picture uncertain; model takes the threshold for accept_risk",
            defaultText: "model",
            accepts: "a number from 0 to 1, or model"
        ) { text, settings in
            if text == "model" {
                settings.daemon.minConfidence = nil
                return true
            }
            guard let value = Double(text), (0...1).contains(value) else { return false }
            settings.daemon.minConfidence = value
            return true
        },
        Setting(
            key: "finetune_window",
            placeholder: "HH:MM-HH:MM",
            meaning: "When a fine-tune cycle begins each night, local time, where labels changed",
            defaultText: "01:00-05:00",
            accepts: "two times of day as HH:MM-HH:MM, or off"
        ) { text, settings in
            let window = DailyWindow(text)
            guard text == "off" || window != nil else { return false }
            settings.daemon.finetune.window = window
            return true
        },
        Setting(
            key: "finetune_interval_hours",
            placeholder: "N",
            meaning: "A fine-tune cycle begins also this long after the last, at any time, where labels changed",
            defaultText: "off",
            accepts: "a number of hours from 0.001 to 8760, or off"
        ) { text, settings in
            if text == "off" {
                settings.daemon.finetune.interval = nil
                return true
            }
            guard let hours = Double(text), (0.001...8760).contains(hours) else { return false }
            settings.daemon.finetune.interval = .milliseconds(Int((hours * 3_600_000).rounded()))
            return true
        },
        Setting(
            key: "finetune_new_labels",
            placeholder: "N",
            meaning: "A fine-tune cycle begins also after so many new labels, at any time",
            defaultText: "off",
            accepts: "a whole number of labels from 1 to 1000000, or off"
        ) { text, settings in
            if text == "off" {
                settings.daemon.finetune.newLabels = nil
                return true
            }
            guard let labels = Int(text), (1...1_000_000).contains(labels) else { return false }
            settings.daemon.finetune.newLabels = labels
            return true
        },
        .retention(
            "keep_processed",
            \.daemon.keepProcessed,
            meaning: "How long originals stay in processed/; one without a result always stays"
        ),
        .retention(
            "keep_rejected",
            \.daemon.keepRejected,
            meaning: "How long originals stay in rejected/; one without a result always stays"
        ),
        .retention(
            "keep_results",
            \.daemon.keepResults,
            meaning: "How long results stay; one whose original is in a folder of the root always stays"
        ),
        .number(
            "keep_readings",
            0...100_000,
            unit: "readings",
            meaning:
                "How many of the newest readings are kept for 'model diff', each with its 28x28 image; 0 keeps none",
            read: \.daemon.keepReadings,
            write: { $1.daemon.keepReadings = $0 }
        ),
        .choice(
            "rollup",
            \.daemon.rollup,
            meaning: "All results in one growing file below the root, results.csv or results.ndjson, a line a result"
        ),
        .number(
            "rollup_megabytes",
            1...1_000_000,
            unit: "megabytes",
            meaning: "Where that file would become larger it begins anew, and the old one becomes results.csv.1",
            read: \.daemon.rollupMegabytes,
            write: { $1.daemon.rollupMegabytes = $0 }
        ),
        .number(
            "rollup_files",
            1...1000,
            unit: "files",
            meaning: "How many old ones are kept: results.csv.1 and so on",
            read: \.daemon.rollupFiles,
            write: { $1.daemon.rollupFiles = $0 }
        ),
        Setting(
            key: "metrics_file",
            placeholder: "FILE",
            meaning:
                "A file of metrics for node_exporter's textfile collector; a relative path is taken below the root",
            defaultText: "off",
            accepts: "a file whose name ends in .prom, or off"
        ) { text, settings in
            guard text == "off" || text.hasSuffix(".prom") else { return false }
            settings.daemon.metricsFile = text == "off" ? nil : text
            return true
        },
        Setting(
            key: "metrics_socket",
            placeholder: "SOCKET",
            meaning:
                "A Unix socket that answers every connection with the metrics; a relative path is taken below the root",
            defaultText: "off",
            accepts: "a path that ends in .sock, or off"
        ) { text, settings in
            guard text == "off" || text.hasSuffix(".sock") else { return false }
            settings.daemon.metricsSocket = text == "off" ? nil : text
            return true
        },
        Setting(
            key: "on_result",
            placeholder: "PROGRAM",
            meaning:
                "A program that is run for each result, with the result's path, and the result on its standard input",
            defaultText: "off",
            accepts: "the absolute path of a program, or off"
        ) { text, settings in
            guard text == "off" || text.hasPrefix("/") else { return false }
            settings.daemon.onResult = text == "off" ? nil : text
            return true
        },
        .number(
            "on_result_seconds",
            1...3600,
            unit: "seconds",
            meaning: "How long that program may take before it is ended",
            read: { $0.daemon.onResultLimit.wholeMilliseconds / 1000 },
            write: { $1.daemon.onResultLimit = .seconds($0) }
        ),
        .choice("log_level", \.logLevel, meaning: "The least important events that are logged"),
    ]

    /// The setting of a name.
    static func setting(_ key: String) -> Setting? {
        all.first { $0.key == key }
    }

    /// The known name most like `key`, if any is like it: a slip of up to a third of its letters.
    static func nearest(to key: String) -> String? {
        let candidates = all.map { ($0.key, key.editDistance(to: $0.key)) }
        guard let best = candidates.min(by: { $0.1 < $1.1 }), best.1 <= max(1, best.0.count / 3) else { return nil }
        return best.0
    }
}

extension Duration {
    /// The whole milliseconds in it, rounded towards zero.
    var wholeMilliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
