import ArgumentParser
import Daemon
import Spool

/// `digitd verify`: whether everything that came in is still there.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recount folders, results and ledger of a root, and name every file that does not add up.",
        discussion: """
            Takes nothing and changes nothing, and may run beside the daemon. Pictures that people took out of \
            review/ are no loss. With --accept it notes in the ledger what is missing, and results it has not counted (of \
            a backup that was restored), so that they are no longer told. Exit status 0 where all adds up, 1 where \
            something does not (with --accept: something else than these), 2 where the root can't be read.
            """
    )

    @OptionGroup var root: RootOptions

    @Flag(help: "Do not read the originals: names and counts only.")
    var quick = false

    @Flag(help: "Take note of what is missing as taken away by people, and of results not counted as digitd's own.")
    var accept = false

    func run() async throws {
        let loaded = try LoadedSettings.load(root)
        try loaded.expectRoot()
        if accept { try RootLock.expectOwner(of: loaded.settings.daemon.root) }
        let verification = try RootVerification(root: loaded.settings.daemon.root)
        let output = SharedOutput()
        let report = try verification.run(readsOriginals: !quick) { output.write($0 + "\n") }
        let counts = report.summary.receipt.counts
        let seen = counts.answered + report.waiting
        output.write(
            """
            seen \(seen) = classified \(counts.classified) + uncertain \(counts.uncertain) + rejected \
            \(counts.rejected) + duplicate \(counts.duplicate) + waiting \(report.waiting)
            originals \(report.summary.originals), results \(report.summary.results.answered), removed originals \
            \(counts.deleted), taken from review \(report.summary.takenFromReview)

            """
        )
        try output.flush()
        if accept { try verification.accept(report) }
        if accept, report.findings > report.lasting {
            let own = report.summary.uncounted.answered
            let counted = own > 0 ? ", and \(own) \(own == 1 ? "result" : "results") as digitd's own" : ""
            StandardError.write("digitd: noted what is missing as taken away\(counted)\n")
        }
        if (accept ? report.lasting : report.findings) > 0 { throw StatusError(status: .someRejected) }
    }
}
