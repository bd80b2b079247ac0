internal import CSystemCalls

/// How many files this process may have open.
public enum DescriptorLimit {
    /// Raises the limit where it is lower than `wanted`, as far as the process may; how many of them there can be now.
    public static func raise(to wanted: Int) -> Int { digitd_raise_descriptors(wanted) }
}
