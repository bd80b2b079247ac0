import ServiceLifecycle

/// A service that log lines call by its type; a description that is made by default spells out all that it holds.
protocol NamedService: Service, CustomStringConvertible {}

extension NamedService {
    var description: String { "\(Self.self)" }
}
