#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Kernels that were asked for by name and can't be had.
public struct KernelsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One line on what is wrong and what to do.
    public let description: String
}

extension Kernels {
    /// The environment variable that names the kernels to use, for the whole process.
    public static let variable = "DIGITD_KERNELS"

    /// The kernels that sessions use unless told otherwise: those that `DIGITD_KERNELS` names, else the fastest of this
    /// processor. A program that reads the variable itself, with ``init(named:)``, can say politely what is wrong.
    public static let best: Kernels = {
        do throws(KernelsError) {
            return try Kernels(named: getenv(variable).map { String(cString: $0) })
        } catch {
            fatalError(error.description)
        }
    }()

    /// The kernels of a level given by name; the fastest of this processor where the name is missing or empty.
    public init(named name: String?) throws(KernelsError) {
        let there = Level.allCases.compactMap(Kernels.init(level:))
        let chosen = name.flatMap { $0.isEmpty ? nil : $0 }
        guard let kernels = chosen.map({ name in there.first { $0.name == name } }) ?? there.last else {
            let names = there.map(\.name).joined(separator: ", ")
            throw KernelsError(
                description: "\(Self.variable) is '\(chosen ?? "")', and this processor can run \(names): "
                    + "name one of these, or none for the fastest"
            )
        }
        self = kernels
    }
}
