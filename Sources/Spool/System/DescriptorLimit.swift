internal import CSystemCalls

/// How many files this process may have open.
public enum DescriptorLimit {
    /// Raises the limit as far as the process may; what it is then (at most 2²⁰).
    public static func raise() -> Int { digitd_raise_descriptors() }
}
