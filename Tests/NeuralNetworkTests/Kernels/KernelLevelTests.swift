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
        #expect(Kernels.best.name == names.last)
    }
}
