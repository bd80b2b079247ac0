import Spool

extension VerificationFinding {
    /// Whether ``RootVerification/accept(_:)`` settles it: it is about files that are missing, or that were not counted.
    var isSettledByAccepting: Bool {
        switch self {
        case .originalGone, .resultsGone, .originalsGone, .uncounted: true
        default: false
        }
    }
}
