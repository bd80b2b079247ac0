import FoundationEssentials
import Logging
import Recognition
import ServiceLifecycle
import Spool

/// Runs a fine-tune cycle now and then, in a process of its own, so that nothing in it can stop the reading.
struct FineTuneService: NamedService {
    let triggers: FineTuneTriggers
    let root: String
    /// What to start for one cycle: the program and its arguments.
    var command: [String]
    /// Variables that it gets beside ours, each `NAME=VALUE`.
    var variables: [String] = []
    let state: DaemonState
    let log: Logger

    private var memoryFile: String { "\(root)/\(SpoolFolder.state.rawValue)/finetune.json" }

    func run() async throws {
        var schedule = FineTuneSchedule(triggers, memory: readMemory())
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let now = Timestamp.now
            let offset = LocalTime.offset(at: now)
            state.set(nextFineTune: schedule.earliest(at: now, offset: offset))
            if schedule.isWorthALook(at: now, offset: offset) {
                let labels = LabelSurvey(root: root)
                if schedule.look(labels, at: now, offset: offset) {
                    guard let succeeded = await cycle(labels) else { return }
                    schedule.ended(on: labels, succeeded: succeeded, at: .now)
                    write(schedule.memory)
                }
            }
            let pause = Duration.milliseconds(schedule.pause)
            _ = try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
        }
    }

    /// One cycle; whether it ran to its end, nil where the daemon is shutting down.
    private func cycle(_ labels: LabelSurvey) async -> Bool? {
        log.notice("fine-tune cycle begins", metadata: ["labels": "\(labels.total)"])
        state.set(isFineTuning: true)
        defer { state.set(isFineTuning: false) }
        let ending: ChildProcess.Ending
        do {
            let child = try ChildProcess(command, environment: environment)
            ending = await withGracefulShutdownHandler {
                await child.wait()
            } onGracefulShutdown: {
                child.terminate()
            }
        } catch {
            log.error("fine-tune cycle can't be started", metadata: ["reason": "\(error)"])
            state.note(error: "fine-tune cycle can't be started: \(error)")
            return false
        }
        if Task.isShuttingDownGracefully || Task.isCancelled {
            log.notice("fine-tune cycle ended early", metadata: ["ending": "\(ending)"])
            return nil
        }
        if ending != .exited(0) {
            log.error("fine-tune cycle failed; the next one tries again", metadata: ["ending": "\(ending)"])
            state.note(error: "fine-tune cycle failed: \(ending)")
        } else {
            log.notice("fine-tune cycle ended")
        }
        return ending == .exited(0)
    }

    /// Ours, and over it what it is to have beside.
    private var environment: [String] {
        let names = Set(variables.map { $0.prefix { $0 != "=" } })
        let ours = ProcessInfo.processInfo.environment.filter { !names.contains($0.key[...]) }
        return ours.map { "\($0)=\($1)" } + variables
    }

    private func readMemory() -> FineTuneSchedule.Memory {
        guard let data = try? Data(contentsOf: URL(filePath: memoryFile)) else { return FineTuneSchedule.Memory() }
        return (try? JSONDecoder().decode(FineTuneSchedule.Memory.self, from: data)) ?? FineTuneSchedule.Memory()
    }

    private func write(_ memory: FineTuneSchedule.Memory) {
        guard let data = try? JSONEncoder().encode(memory) else { return }
        do {
            try AtomicFile.write([UInt8](data), to: memoryFile)
        } catch {
            log.warning(
                "the time of the cycle can't be kept",
                metadata: ["file": "\(memoryFile)", "reason": "\(error)"]
            )
        }
    }
}
