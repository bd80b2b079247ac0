import Glibc

/// The processors this process may use.
enum ProcessorCount {
    /// Those online, 1 at least.
    static var online: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
