import Glibc
import Testing

@testable import Spool

/// setfsuid(2): whose rights the file accesses of this thread have.
@_silgen_name("setfsuid") func setfsuid(_ user: uid_t) -> Int32

/// Folders of originals that others keep to themselves.
@Suite(.enabled(if: geteuid() == 0, "only root can be somebody else"))
struct ClosedFolderTests {
    private static let somebody: uid_t = 65534

    /// A root that belongs to somebody else, but for one folder.
    private func root(closed: String, mode: mode_t = 0o700) throws -> TemporaryRoot {
        let root = try TemporaryRoot()
        for folder in ["results", "processed", "review", "rejected"] { _ = mkdir("\(root.path)/\(folder)", 0o755) }
        for name in ["a.png", "b.png", "s/c.png", "s/d.png"] { try root.write(name, Array(name.utf8)) }
        try #require(Shell.run("mkdir -p '\(root.path)/\(closed)' && chown -R \(Self.somebody) '\(root.path)'") == 0)
        try #require(Shell.run("chown 0 '\(root.path)/\(closed)'") == 0)
        #expect(chmod("\(root.path)/\(closed)", mode) == 0)
        return root
    }

    private func file(_ root: TemporaryRoot, _ names: [String: Outcome.Destination]) throws -> [String: FilingResult] {
        _ = setfsuid(Self.somebody)
        defer { _ = setfsuid(0) }
        let intake = try Intake(root.layout)
        var configuration = Filing.Configuration()
        configuration.placements = ["7", "8"]
        let filing = try Filing(root.layout, configuration: configuration)
        var files: [SpoolFile] = []
        while files.count < 4 { files += try #require(intake.waitForBatch(limit: 4 - files.count)) }
        var outcomes: [Outcome] = []
        var buffer: [UInt8] = []
        for file in files {
            let stamp = try #require(try file.folder.descriptor.status(of: file.name)).stamp
            outcomes.append(StandIn.outcome(file, stamp, buffer, try #require(names[file.displayPath])))
            buffer.append(1)
        }
        let results = filing.file(outcomes)
        intake.finish(files, results)
        #expect(intake.outage == nil)
        return Dictionary(uniqueKeysWithValues: zip(files.map(\.displayPath), results))
    }

    /// Closed whole, or open for a listing and no more.
    @Test(arguments: ["review/7", "review/7/s"], [mode_t(0o700), 0o744])
    func whatGoesElsewhereIsFiled(closed: String, mode: mode_t) throws {
        let root = try root(closed: closed, mode: mode)
        let results = try file(
            root,
            [
                "a.png": .processed, "b.png": .review(placement: "7"), "s/c.png": .review(placement: "8"),
                "s/d.png": .review(placement: "7"),
            ]
        )
        let held = FilingResult.held(SpoolOutage(SystemError(number: EACCES, call: "openat"), in: .review))
        #expect(results["s/d.png"] == held)
        #expect((results["b.png"] == held) == (closed == "review/7"))
        #expect(try root.files(.processed) == ["a.png"])
        #expect(try root.files(.inbox) == (closed == "review/7" ? ["b.png", "s/d.png"] : ["s/d.png"]))
        #expect(try root.files(.results).count == (closed == "review/7" ? 2 : 3))
        #expect(try root.files(.review).contains("8/s/c.png"))
    }

    /// A folder of the root itself is named as what it is.
    @Test func aClosedFolderOfTheRootIsNamed() throws {
        let root = try root(closed: "rejected")
        _ = setfsuid(Self.somebody)
        defer { _ = setfsuid(0) }
        let intake = try Intake(root.layout)
        let filing = try Filing(root.layout)
        let files = try #require(intake.waitForBatch(limit: 1))
        let stamp = try #require(try files[0].folder.descriptor.status(of: files[0].name)).stamp
        let results = filing.file([StandIn.outcome(files[0], stamp, [])])
        guard case .postponed(let outage) = try #require(results.first) else {
            Issue.record("\(results)")
            return
        }
        #expect(outage.folder == .rejected && outage.cause == .noPermission)
    }
}
