import Recognition
import Spool

/// What the daemon tells of itself in the text format of Prometheus (version 0.0.4).
struct MetricsText {
    private var text = ""

    /// - Parameters:
    ///   - record: as it stands in the status file.
    ///   - values: what the daemon knows beside it.
    ///   - now: the time.
    init(_ record: StatusRecord, _ values: DaemonState.Values, at now: Timestamp) {
        let counts = values.counts
        let isRunning = record.stopped == nil
        gauge("digitd_running", "Whether the daemon runs; 0 once it has ended in good order.", isRunning ? 1 : 0)
        gauge(
            "digitd_written_time_seconds",
            "When this was written, seconds since 1970; at most a minute ago while the daemon runs.",
            now.millisecondsSinceEpoch / 1000
        )
        head("digitd_pictures_total", "counter", "Pictures that have an outcome, since the root was first used.")
        for (status, number) in [
            ("classified", counts.classified), ("uncertain", counts.uncertain), ("rejected", counts.rejected),
            ("duplicate", counts.duplicate),
        ] {
            sample("digitd_pictures_total", ["status": status], number)
        }
        gauge("digitd_waiting_files", "Files in the inbox that the daemon knows of.", record.waiting)
        let seen = counts.answered + record.waiting
        gauge("digitd_seen_files", "Pictures that have an outcome and waiting files, together.", seen)
        gauge(
            "digitd_oldest_waiting_seconds",
            "Since when the file waits that came first; looked up at most every ten seconds.",
            values.oldestWaiting.map { max(0, now.millisecondsSinceEpoch - $0 / 1_000_000) / 1000 } ?? 0
        )
        histogram(
            "digitd_drop_to_result_seconds",
            "From a file's last change (closed, or moved in) to its visible result, since the start.",
            values.latencies
        )
        gauge("digitd_owed_files", "Originals that have a result and can't leave the inbox.", record.owed)
        gauge("digitd_paused", "Whether something keeps the daemon from working.", record.outage == nil ? 0 : 1)
        gauge(
            "digitd_polling",
            "Whether changes come without events somewhere in the inbox.",
            record.intake == "polling" ? 1 : 0
        )
        gauge("digitd_finetuning", "Whether a fine-tune cycle is under way.", record.isFineTuning ? 1 : 0)
        head("digitd_model_info", "gauge", "The model in use.")
        sample("digitd_model_info", ["name": record.model.name, "sha256": record.model.sha256], 1)
        if let made = record.model.madeSeconds {
            gauge("digitd_model_made_time_seconds", "When the file of the model was written, seconds since 1970.", made)
        }
        if let rollup = record.rollup {
            head("digitd_rollup_missing_total", "counter", "Results since the start that the rollup lacks.")
            sample("digitd_rollup_missing_total", [:], rollup.missing)
        }
        if let hook = record.hook {
            head("digitd_on_result_total", "counter", "Results since the start, by what came of telling on_result.")
            for (outcome, number) in [("told", hook.told), ("failed", hook.failed), ("dropped", hook.dropped)] {
                sample("digitd_on_result_total", ["outcome": outcome], number)
            }
        }
        head("digitd_reloads_total", "counter", "Requests to take up the settings anew, since the start.")
        sample("digitd_reloads_total", [:], record.reload?.tries ?? 0)
        gauge(
            "digitd_reload_refused",
            "Whether the last request was refused.",
            record.reload?.refused == nil ? 0 : 1
        )
    }

    /// UTF-8.
    var bytes: [UInt8] { Array(text.utf8) }

    private mutating func gauge(_ name: String, _ help: String, _ value: some BinaryInteger) {
        head(name, "gauge", help)
        sample(name, [:], value)
    }

    private mutating func histogram(_ name: String, _ help: String, _ times: LatencyHistogram) {
        head(name, "histogram", help)
        var count = 0
        for (bound, step) in zip(LatencyHistogram.bounds.map { "\($0)" } + ["+Inf"], times.counts) {
            count += step
            sample(name + "_bucket", ["le": bound], count)
        }
        text += "\(name)_sum \(times.sum)\n"
        sample(name + "_count", [:], count)
    }

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: some BinaryInteger) {
        let pairs = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs)} \(value)\n"
    }

    /// A label's value: backslash, quote and line break are escaped.
    private static func escaped(_ value: String) -> String {
        value.map { character in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case _ where character.isNewline: "\\n"
            default: String(character)
            }
        }.joined()
    }
}
