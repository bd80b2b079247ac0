import Daemon

/// What `digitd bench` prints.
enum BenchText {
    /// The stages in microseconds for a file, files a second, and what binds.
    static func table(
        _ times: StageTimes,
        speed: Double,
        workers: Int,
        configuration: DaemonConfiguration
    ) -> String {
        var lines = [line("stage", "us a file", "share")]
        for stage in StageTimes.Stage.allCases {
            lines.append(
                line(
                    name(stage, configuration),
                    decimals(times.microseconds(stage), 1),
                    decimals(100 * times.share(stage), 0) + " %"
                )
            )
        }
        lines.append("")
        let settings = "durability \(configuration.durability), workers \(workers)"
        lines.append("files a second  \(decimals(speed, 0))  (\(settings))")
        lines.append("limit           \(times.limit): \(advice(times.limit))")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ name: String, _ time: String, _ share: String) -> String {
        name.padded(to: 36) + time.padded(leftTo: 10) + share.padded(leftTo: 8)
    }

    private static func name(_ stage: StageTimes.Stage, _ configuration: DaemonConfiguration) -> String {
        switch stage {
        case .read: "list, open and read"
        case .decode: "decode, normalise, hash"
        case .network: "network"
        case .result: "result"
        case .file: "write result, move original"
        case .sync where configuration.durability == .batch: "sync (one a batch)"
        case .sync: "sync (durability \(configuration.durability))"
        }
    }

    private static func advice(_ limit: StageTimes.Limit) -> String {
        switch limit {
        case .disk: "the file system's calls and syncs; a faster disk, a larger batch_size, durability none"
        case .decode: "the PNG files; smaller pictures, more processors"
        case .network: "the network; a smaller model, more processors"
        case .result: "the writing of JSON; more processors"
        }
    }
}
