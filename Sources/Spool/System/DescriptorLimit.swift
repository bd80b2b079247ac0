internal import CSystemCalls

/// How many files this process may have open.
public enum DescriptorLimit {
    /// Raises the limit where it is lower than `wanted`, as far as the process may; how many of them there can be now.
    public static func raise(to wanted: Int) -> Int { digitd_raise_descriptors(wanted) }

    /// Makes room for many open files, as long as the process has one thread: with several, the kernel takes ten
    /// milliseconds each time that they become more than its table has room for.
    public static func reserve() { digitd_reserve_descriptors(4096) }
}
