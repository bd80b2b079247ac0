import Logging

/// What a session of the daemon is made from; a reload makes it anew.
public struct DaemonSetup: Sendable {
    /// What a person can set.
    public var configuration: DaemonConfiguration
    /// The program and arguments of one fine-tune cycle; nil for none.
    public var finetune: [String]?
    /// Variables that a fine-tune cycle gets beside the daemon's own, each `NAME=VALUE`.
    public var finetuneVariables: [String]
    /// The settings as they are written, by name, to tell what a reload changed.
    public var texts: [String: String]
    /// Where events go.
    public var log: Logger

    /// A setup of these parts.
    public init(
        _ configuration: DaemonConfiguration,
        finetune: [String]?,
        finetuneVariables: [String] = [],
        texts: [String: String] = [:],
        log: Logger
    ) {
        self.configuration = configuration
        self.finetune = finetune
        self.finetuneVariables = finetuneVariables
        self.texts = texts
        self.log = log
    }

    /// The names of the settings that are others in `setup`.
    func changes(to setup: DaemonSetup) -> [String] {
        Set(texts.keys).union(setup.texts.keys).filter { texts[$0] != setup.texts[$0] }.sorted()
    }
}
