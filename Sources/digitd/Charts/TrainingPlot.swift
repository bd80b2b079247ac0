import Imaging
import Training

/// Loss and accuracy of a training, epoch by epoch, as a picture.
struct TrainingPlot: Sendable {
    private var epochs: [EpochFigures]

    /// A plot of these epochs.
    init(_ epochs: [EpochFigures] = []) {
        self.epochs = epochs
    }

    /// Adds a finished epoch.
    mutating func add(_ epoch: EpochFigures) {
        epochs.append(epoch)
    }

    /// Draws all epochs so far.
    func canvas() -> Canvas {
        let (width, height) = (720, 300)
        var canvas = Canvas(width: width, height: 2 * height)
        let charts = [
            chart("loss", training: \.loss, heldOut: \.loss, factor: 1),
            chart("right, %", training: \.accuracy, heldOut: \.accuracy, factor: 100),
        ]
        for (place, chart) in charts.enumerated() {
            chart.draw(on: &canvas, x: 12, y: place * height + 10, width: width - 24, height: height - 16)
        }
        return canvas
    }

    private func chart(
        _ title: String,
        training: KeyPath<EpochFigures, Double>,
        heldOut: KeyPath<TrainingProgress.HeldOut, Double>,
        factor: Double
    ) -> LineChart {
        LineChart(
            title: title,
            xTitle: "epoch",
            series: [
                .init(
                    name: "training pictures as they were shown, targets as they were set",
                    color: .blue,
                    points: epochs.map { (Double($0.epoch), factor * $0[keyPath: training]) }
                ),
                .init(
                    name: "held out, against their labels",
                    color: .green,
                    points: epochs.compactMap { epoch in
                        epoch.heldOut.map { (Double(epoch.epoch), factor * $0[keyPath: heldOut]) }
                    }
                ),
            ],
            format: { decimals($0, $1) }
        )
    }
}

/// A training's plot in a file that is written anew with every epoch, whole at every moment.
struct PlotFile {
    private let path: String
    private var plot: TrainingPlot

    /// A plot of the epochs done so far; throws where the file can't be written, before any work is done.
    init(_ path: String, epochs: [EpochFigures] = []) throws {
        self.path = path
        plot = TrainingPlot(epochs)
        try write()
    }

    /// Adds an epoch. A file that can't be written any more does not stop the training.
    mutating func add(_ progress: TrainingProgress) {
        plot.add(progress.figures)
        do {
            try write()
        } catch {
            StandardError.write("digitd: error: \(error)\n")
        }
    }

    private func write() throws {
        try ChartFile.write(try plot.canvas().png(), to: path)
    }
}
