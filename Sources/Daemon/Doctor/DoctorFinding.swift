/// One thing the doctor looked at.
public struct DoctorFinding: Sendable, Equatable {
    /// How bad it is.
    public enum Level: String, Sendable {
        /// As it should be.
        case fine
        /// digitd works, but something is worth knowing.
        case note
        /// digitd does not work, or will stop to.
        case problem
    }

    /// How bad it is.
    public let level: Level
    /// What was looked at.
    public let subject: String
    /// What was found, and what to do.
    public let message: String

    static func fine(_ subject: String, _ message: String) -> DoctorFinding {
        DoctorFinding(level: .fine, subject: subject, message: message)
    }

    static func note(_ subject: String, _ message: String) -> DoctorFinding {
        DoctorFinding(level: .note, subject: subject, message: message)
    }

    static func problem(_ subject: String, _ message: String) -> DoctorFinding {
        DoctorFinding(level: .problem, subject: subject, message: message)
    }
}
