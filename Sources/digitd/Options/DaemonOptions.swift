import ArgumentParser

/// The settings of the daemon that have no group of their own. A test compares their names with the table's.
struct DaemonOptions: SettingsOptionGroup {
    @Option(help: .setting("originals")) var originals: String?
    @Option(help: .setting("durability")) var durability: String?
    @Option(help: .setting("duplicates")) var duplicates: String?
    @Option(help: .setting("settle_milliseconds")) var settleMilliseconds: String?
    @Option(help: .setting("rescan_seconds")) var rescanSeconds: String?
    @Option(help: .setting("batch_size")) var batchSize: String?
    @Option(help: .setting("workers")) var workers: String?
    @Option(help: .setting("limit_pixels")) var limitPixels: String?
    @Option(help: .setting("limit_bytes")) var limitBytes: String?
    @Option(help: .setting("limit_seconds")) var limitSeconds: String?
    @Option(help: .setting("accept_risk")) var acceptRisk: String?
    @Option(help: .setting("min_confidence")) var minConfidence: String?
    @Option(help: .setting("finetune_window")) var finetuneWindow: String?
    @Option(help: .setting("finetune_interval_hours")) var finetuneIntervalHours: String?
    @Option(help: .setting("finetune_new_labels")) var finetuneNewLabels: String?
    @Option(help: .setting("keep_processed")) var keepProcessed: String?
    @Option(help: .setting("keep_rejected")) var keepRejected: String?
    @Option(help: .setting("keep_results")) var keepResults: String?
    @Option(help: .setting("keep_readings")) var keepReadings: String?
    @Option(help: .setting("rollup")) var rollup: String?
    @Option(help: .setting("rollup_megabytes")) var rollupMegabytes: String?
    @Option(help: .setting("rollup_files")) var rollupFiles: String?
    @Option(help: .setting("metrics_file")) var metricsFile: String?
    @Option(help: .setting("metrics_socket")) var metricsSocket: String?
    @Option(help: .setting("on_result")) var onResult: String?
    @Option(help: .setting("on_result_seconds")) var onResultSeconds: String?
    @Option(help: .setting("log_level")) var logLevel: String?

    var values: [String: String?] {
        [
            "originals": originals, "durability": durability, "duplicates": duplicates,
            "settle_milliseconds": settleMilliseconds, "rescan_seconds": rescanSeconds, "batch_size": batchSize,
            "workers": workers, "limit_pixels": limitPixels, "limit_bytes": limitBytes,
            "limit_seconds": limitSeconds, "keep_processed": keepProcessed, "keep_rejected": keepRejected,
            "keep_results": keepResults, "keep_readings": keepReadings, "rollup": rollup,
            "rollup_megabytes": rollupMegabytes, "rollup_files": rollupFiles, "metrics_file": metricsFile,
            "metrics_socket": metricsSocket, "on_result": onResult, "on_result_seconds": onResultSeconds,
            "accept_risk": acceptRisk, "min_confidence": minConfidence,
            "finetune_window": finetuneWindow, "finetune_interval_hours": finetuneIntervalHours,
            "finetune_new_labels": finetuneNewLabels, "log_level": logLevel,
        ]
    }
}
