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

/// Waits until `condition` holds; false where it does not within five minutes.
///
/// Tries are counted, not time: tests that compute may hold every thread of the pool for a while, and who gets no turn
/// can't look.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<15_000 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}

/// Runs a service until `condition` holds, then shuts it down as SIGTERM would.
func running(_ service: some Service, until condition: () -> Bool) async throws {
    try await running(service) {
        let holds = try await eventually(condition)
        #expect(holds)
    }
}
