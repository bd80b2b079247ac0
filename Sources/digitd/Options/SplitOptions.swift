import ArgumentParser
import Training

/// Which part of a labelled set is read, where a folder has both.
struct SplitOptions: ParsableArguments {
    @Option(help: "Which part to read where a folder of IDX files has both: train or test (default: train).")
    var split: DataSource.Split?
}

extension DataSource.Split: ExpressibleByArgument {}
