/// An end with exit status 2 and one line for people that names the file, says what is wrong and what to do.
struct Failure: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
