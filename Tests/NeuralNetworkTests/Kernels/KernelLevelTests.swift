import Glibc
import Testing

@testable import NeuralNetwork

@Suite("Choosing an instruction set")
struct KernelLevelTests {
    @Test func everyProcessorRunsThePortableKernels() {
        #expect(Kernels(level: .portable)?.name == "portable")
    }

    @Test func levelsBelowTheBestAreAllThere() {
        let names = Kernels.all.map(\.name)
        #expect(names == Array(["portable", "avx2", "avx512"].prefix(names.count)))
    }

    @Test func withoutANameTheFastestAreChosen() throws {
        for name in [nil, ""] { #expect(try Kernels(named: name).name == Kernels.all.last?.name) }
        for kernels in Kernels.all { #expect(try Kernels(named: kernels.name).name == kernels.name) }
        #expect(Kernels.best.name == (try Kernels(named: getenv(Kernels.variable).map { String(cString: $0) })).name)
    }

    @Test func namesThatThisProcessorCannotServeAreRefusedInOneLine() throws {
        let missing = Kernels.Level.allCases.filter { Kernels(level: $0) == nil }.map { "\($0)" }
        for name in ["sse9", "AVX2", "portable "] + missing {
            let error = #expect(throws: KernelsError.self) { try Kernels(named: name) }
            let text = try #require(error).description
            #expect(text.hasPrefix("DIGITD_KERNELS is '\(name)'") && text.contains("portable") && !text.contains("\n"))
        }
    }
}
