import Spool

/// Standard input in the place of a picture's file.
enum StandardInput {
    /// Takes it in, so that it can be read like a file of that name.
    ///
    /// - Parameter limit: the most bytes a picture's file may have.
    static func hold(limit: Int) throws(Failure) {
        do {
            try LooseFiles.holdStandardInput(limit: limit)
        } catch {
            throw Failure("standard input can't be read (\(error)): name a picture")
        }
    }
}
