import Recognition

extension StatusRecord {
    /// How the daemon is now.
    ///
    /// - Parameter stopped: this is the last record, and all ended well.
    init(_ works: Workshop, stopped: Bool = false) {
        let now = works.state.now
        let intake = works.intake.counts
        let triggers = works.configuration.finetune
        let mounts = works.intake.mounts.map { mount in
            Mount(
                folder: IntakeLog.folder(mount.path),
                intake: mount.reason == nil ? "events" : "polling",
                reason: mount.reason?.rawValue
            )
        }
        self.init(
            since: now.since.description,
            stopped: stopped ? Timestamp.now.description : nil,
            model: works.models.record,
            waiting: intake.waiting + intake.queued + intake.inHand,
            owed: now.owed,
            intake: mounts.contains { $0.reason != nil } ? "polling" : "events",
            mounts: mounts,
            outage: now.outage,
            lastErrors: now.lastErrors,
            rate: now.rate,
            rollup: works.outlets.rollup.map { Rollup(file: $0.format.fileName, missing: now.missingInRollup) },
            hook: works.outlets.hook == nil ? nil : now.hook,
            isFineTuning: now.isFineTuning,
            nextFineTune: now.nextFineTune?.description,
            fineTuneHours: triggers.interval.map(\.hours),
            fineTuneTriggers: triggers.isEmpty ? nil : triggers.description,
            reload: now.reload
        )
    }
}
