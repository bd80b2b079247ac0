import Foundation
import Imaging
import Testing

@testable import digitd

/// Pictures on which the reader itself crashes or hangs: a library in front of libpng sees to that, by their width.
@Suite struct PoisonTests {
    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <fcntl.h>
        #include <signal.h>
        #include <stdlib.h>
        #include <unistd.h>
        unsigned png_get_image_width(void *, void *);
        static int deeper(int depth) { volatile char room[4096]; room[0] = depth; return deeper(depth + 1) + room[0]; }
        void png_read_update_info(void *png, void *info) {
            switch (png_get_image_width(png, info)) {
            case 71: *(volatile int *)8 = 1; break;
            case 72: abort();
            case 73: for (volatile int i = 0;; i++) {}
            case 74: deeper(0); break;
            case 75: raise(SIGKILL);
            case 76: close(creat(getenv("ASLEEP"), 0600)); for (;;) pause();
            }
            ((void (*)(void *, void *))dlsym(RTLD_NEXT, "png_read_update_info"))(png, info);
        }
        """

    /// Builds the library; its path.
    private func library(in root: DaemonRoot) throws -> String {
        let path = root.folder.path + "/poison"
        try Data(Self.source.utf8).write(to: URL(filePath: path + ".c"))
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["cc", "-w", "-O0", "-shared", "-fPIC", path + ".c", "-o", path + ".so", "-ldl"]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return path + ".so"
    }

    /// The environment of a process that has it, beside what this process has preloaded (a sanitizer's helper).
    private func preloading(_ root: DaemonRoot) throws -> [String: String] {
        let others = ProcessInfo.processInfo.environment["LD_PRELOAD"].map { [$0] } ?? []
        return ["LD_PRELOAD": ([try library(in: root)] + others).joined(separator: ":")]
    }

    private func picture(width: Int) throws -> [UInt8] {
        var pixels = [UInt8](repeating: 255, count: width * 40 * 4)
        for row in 8..<32 {
            for column in 18..<22 {
                for channel in 0..<3 { pixels[(row * width + column) * 4 + channel] = 0 }
            }
        }
        return try PNGEncoding.gray8.encode(RGBARaster(width: width, height: 40, pixels: pixels))
    }

    private func crashes(_ root: DaemonRoot) throws -> [Substring] {
        let notes = try? String(contentsOf: URL(filePath: root.root + "/.digitd/crashes"), encoding: .utf8)
        return (notes ?? "").split(separator: "\n").map { $0.split(separator: " ")[1] }
    }

    @Test(arguments: [(71, "SIGSEGV"), (72, "SIGABRT"), (73, "hung"), (74, "SIGSEGV")])
    func aPictureThatEndsTheReaderIsRejectedAfterTwoRuns(width: Int, cause: String) throws {
        let root = try DaemonRoot()
        let environment = try preloading(root)
        try root.dropGood(20)
        try root.drop("poison.png", picture(width: width))
        let process = try root.start(root.arguments(["--limit-seconds", "1"]), environment: environment)
        defer { process.terminate() }
        try root.wait("the rejection") { try root.results().count == 21 }
        #expect(process.isRunning, "the service is not taken down")
        // What comes later is read as ever, and the same poison again is known at once.
        try root.drop("later.png", picture(width: 60))
        try root.drop("again.png", picture(width: width))
        try root.wait("the rest") { try root.results().count == 23 }
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
        try root.expectNothingLost()
        let results = try root.results()
        for name in ["poison.png", "again.png"] {
            let error = results[name]?["error"] as? [String: String]
            #expect(error?["code"] == "crashed_reader")
            #expect(error?["message"]?.contains("2 times (\(cause))") == true, "\(error ?? [:])")
        }
        #expect(results.values.count { ($0["status"] as? String) == "rejected" } == 2)
        #expect(try crashes(root) == [Substring(cause), Substring(cause)])
        let verified = try Program.run(["verify", "--root", root.root])
        #expect(verified.status == 0, "\(verified.output)")
    }

    /// A reading that sleeps takes no processor time, so the guard of the reader never ends it. For ten times its limit it
    /// has its time, by the clock; from then on systemd hears no more, however well the other lanes do.
    @Test func theWatchdogIsNotFedWhileTheReaderSleeps() throws {
        let root = try DaemonRoot()
        let name = root.folder.appending(path: "notify").path
        let mark = root.folder.appending(path: "asleep").path
        let manager = try ServiceManager(name)
        let environment = try preloading(root).merging([
            "ASLEEP": mark, "NOTIFY_SOCKET": name, "WATCHDOG_USEC": "1000000",
        ]) { $1 }
        let arguments = root.arguments(["--limit-seconds", "1", "--workers", "2"])
        let process = try root.start(arguments, environment: environment)
        defer { kill(process.processIdentifier, SIGKILL) }
        while manager.next() != "WATCHDOG=1" { try #require(process.isRunning) }
        try root.drop("sleeps.png", picture(width: 76))
        try root.wait("the sleep") { FileManager.default.fileExists(atPath: mark) }
        _ = manager.messages(for: 2)
        #expect(manager.messages(for: 5).contains("WATCHDOG=1"))
        // The eleven seconds end in the next six, in which anything may be said.
        _ = manager.messages(for: 6)
        try root.drop("good.png", DaemonRoot.pictures[0])
        try root.wait("the other lane") { try root.results()["good.png"] != nil }
        let said = manager.messages(for: 3)
        #expect(said.contains { $0.hasPrefix("STATUS=1 read") } && !said.contains("WATCHDOG=1"), "\(said)")
        #expect(process.isRunning && !root.log.contains("the reader hangs"))
    }

    /// The guard ends it, and remembers the picture; systemd, which would not, is told meanwhile that all is well.
    @Test func theWatchdogLeavesAHangingReaderToTheGuard() throws {
        let root = try DaemonRoot()
        let name = root.folder.appending(path: "notify").path
        let heard = try ServiceManager(name).takeDown(until: "STOPPING=1")
        let environment = try preloading(root).merging(["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "600000"]) { $1 }
        try root.drop("poison.png", picture(width: 73))
        let process = try root.start(root.arguments(["--limit-seconds", "4"]), environment: environment)
        defer { process.terminate() }
        try root.wait("the rejection") { try root.results().count == 1 }
        process.terminate()
        process.waitUntilExit()
        #expect(try crashes(root) == ["hung", "hung"])
        // It is fed ten times a second; what is not fed for 0.6 s is ended.
        let firstRun = heard().split(separator: "READY=1")[0]
        #expect(firstRun.count { $0 == "WATCHDOG=1" } > 20, "\(firstRun)")
    }

    @Test func aKillDoesNotCount() throws {
        let root = try DaemonRoot()
        let environment = try preloading(root)
        try root.drop("innocent.png", picture(width: 75))
        for _ in 0..<3 {
            let process = try root.start(root.arguments(["--once"]), environment: environment)
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL)
        }
        #expect(try Program.run(root.arguments(["--once"])).status == 0)
        #expect(try root.results()["innocent.png"]?["status"] as? String == "classified")
        #expect(try crashes(root) == [])
    }

    @Test(arguments: [SIGSEGV, SIGABRT])
    func aSignalFromOutsideDoesNotCount(signal: Int32) throws {
        let root = try DaemonRoot()
        let environment = try preloading(root)
        try root.drop("slow.png", picture(width: 73))
        let process = try root.start(root.arguments([]), environment: environment)
        try root.wait("start") { root.log.contains(" started ") }
        try root.wait("the reading") {
            // It has the picture in hand as soon as it uses the processor for nothing else.
            let stat = try String(contentsOf: URL(filePath: "/proc/\(process.processIdentifier)/stat"), encoding: .utf8)
            return Int(stat.split(separator: " ")[13]) ?? 0 > 100
        }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == signal)
        #expect(try crashes(root) == [])
        #expect(try root.files("inbox").count == 1)
    }
}
