import Glibc

/// Hands inputs from libFuzzer to what is to be fuzzed. The arguments of the process are libFuzzer's.
public enum FuzzDriver {
    private static nonisolated(unsafe) var target: (([UInt8]) -> Void)?

    /// Fuzzes `target` until libFuzzer's limits are reached or an input breaks it. To be called once, first thing.
    public static func run(_ target: @escaping ([UInt8]) -> Void) -> Never {
        precondition(self.target == nil, "one target a process")
        self.target = target
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(
            fuzzerRunDriver(&count, &arguments) { bytes, count in
                FuzzDriver.target?(Array(UnsafeBufferPointer(start: bytes, count: count)))
                return 0
            }
        )
    }
}

/// libFuzzer's own loop, from the runtime without a `main`.
@_silgen_name("LLVMFuzzerRunDriver")
private func fuzzerRunDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ input: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
