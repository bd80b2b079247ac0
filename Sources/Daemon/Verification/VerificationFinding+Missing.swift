import Spool

extension VerificationFinding {
    /// Whether it is about files that are missing and nothing else: ``RootVerification/accept(_:)`` settles it.
    var isOfMissingFiles: Bool {
        switch self {
        case .originalGone, .resultsGone, .originalsGone: true
        default: false
        }
    }
}
