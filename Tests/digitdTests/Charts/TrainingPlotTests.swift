import Foundation
import Imaging
import Testing
@testable import Training
@testable import digitd

@Suite struct TrainingPlotTests {
    private func progress(_ epoch: Int, heldOut: Bool = true) throws -> TrainingProgress {
        let share = Double(epoch) / 10
        return TrainingProgress(
            epoch: epoch,
            epochs: 5,
            step: epoch,
            steps: 5,
            loss: 1 - share,
            accuracy: share,
            heldOut: heldOut ? .init(loss: 0.9 - share, accuracy: share + 0.1) : nil,
            imagesPerSecond: 1,
            secondsLeft: 1
        )
    }

    private func count(_ color: Imaging.Color, _ plot: TrainingPlot) -> Int {
        let canvas = plot.canvas()
        return (0..<canvas.width * canvas.height).count { canvas[$0 % canvas.width, $0 / canvas.width] == color }
    }

    @Test func everyEpochMakesTheLinesLonger() throws {
        var plot = TrainingPlot()
        var (blue, green) = (count(.blue, plot), count(.green, plot))
        for epoch in 1...2 {
            plot.add(try progress(epoch).figures)
            let now = (count(.blue, plot), count(.green, plot))
            #expect(now.0 > blue && now.1 > green)
            (blue, green) = now
        }
        plot.add(try progress(3, heldOut: false).figures)
        #expect(count(.green, plot) > 0)
    }

    @Test func theFileIsAPictureFromTheBeginning() throws {
        try Program.withFolder { folder in
            let path = folder.appending(path: "plot.png").path
            var file = try PlotFile(path)
            let empty = try Data(contentsOf: URL(filePath: path))
            _ = try PNGDecoder().decode([UInt8](empty))
            file.add(try progress(1))
            file.add(try progress(2))
            #expect(try Data(contentsOf: URL(filePath: path)) != empty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["plot.png"])
            #expect(throws: Failure.self) { try PlotFile(folder.appending(path: "none/plot.png").path) }
        }
    }
}
