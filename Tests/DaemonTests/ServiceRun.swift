import Logging
import ServiceLifecycle
import Testing

/// Runs a service while `body` runs, then shuts it down as SIGTERM would.
func running(_ service: some Service, _ body: () async throws -> Void) async throws {
    let group = ServiceGroup(
        configuration: .init(
            services: [.init(service: service)],
            logger: Logger(label: "none") { _ in SwiftLogNoOpLogHandler() }
        )
    )
    try await withThrowingTaskGroup { tasks in
        tasks.addTask { try await group.run() }
        do {
            try await body()
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

/// Runs a service until `condition` holds, then shuts it down as SIGTERM would.
func running(_ service: some Service, until condition: () -> Bool) async throws {
    try await running(service) {
        // Tests that compute may hold every thread of the pool for a while, so only a hang is cut short.
        let end = ContinuousClock.now + .seconds(300)
        while !condition(), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(20)) }
        #expect(condition())
    }
}
