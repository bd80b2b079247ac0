/// The version of the program.
enum Version {
    /// What `digitd --version` says.
    static let current = "0.1.0"
}
