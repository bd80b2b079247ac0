import ArgumentParser

/// How `classify` writes its results.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// Columns for people.
    case table
    /// One result (schema 1) a line.
    case ndjson
    /// `file,status,digit,confidence` with that header.
    case csv
}
