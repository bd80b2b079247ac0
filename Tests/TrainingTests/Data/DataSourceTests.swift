import Imaging
import NeuralNetwork
import Recognition
import Testing

@testable import Training

struct DataSourceTests {
    private let images: [UInt8] =
        [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28] + [UInt8](repeating: 9, count: 784)
    private let label: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 1, 4]

    @Test func picksTheSplit() throws {
        let folder = try TemporaryFolder()
        try folder.write(images, to: "train-images-idx3-ubyte")
        try folder.write(label, to: "train-labels-idx1-ubyte")
        try folder.write(images, to: "t10k-images-idx3-ubyte")
        try folder.write([0, 0, 8, 1, 0, 0, 0, 1, 5], to: "t10k-labels-idx1-ubyte")
        #expect(try DataSource(folder.path).load().images.labels == [4])
        #expect(try DataSource(folder.path, split: .train).load().images.labels == [4])
        #expect(try DataSource(folder.path, split: .test).load().images.labels == [5])
    }

    @Test func takesTheOnlyPartThereIs() throws {
        let folder = try TemporaryFolder()
        try folder.write(images, to: "t10k-images-idx3-ubyte")
        try folder.write(label, to: "t10k-labels-idx1-ubyte")
        #expect(try DataSource(folder.path).load().images.count == 1)
        #expect(throws: DataError.noSuchSplit(path: folder.path, split: "train")) {
            try DataSource(folder.path, split: .train)
        }
    }

    @Test func namesMissingLabels() throws {
        let folder = try TemporaryFolder()
        try folder.write(images, to: "train-images-idx3-ubyte")
        #expect(throws: DataError.self) { try DataSource(folder.path) }
    }

    /// IDX pictures of another size go the way of any picture: cut out, fitted to 20 x 20, centred in 28 x 28.
    @Test(arguments: [(16, 16), (24, 16)])
    func bringsOtherSizesTo28(rows: Int, columns: Int) throws {
        var upright = GrayRaster(width: columns, height: rows, filledWith: 0), level = upright
        for place in 3..<13 {
            for thickness in 0..<2 {
                upright[2 + thickness, place] = 255
                level[place, 1 + thickness] = 255
            }
        }
        let bare = GrayRaster(width: columns, height: rows, filledWith: 0)
        let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, UInt8(rows), 0, 0, 0, UInt8(columns)]
        let folder = try TemporaryFolder()
        try folder.write(header + upright.pixels + bare.pixels + level.pixels, to: "train-images-idx3-ubyte")
        try folder.write([0, 0, 8, 1, 0, 0, 0, 3, 1, 7, 4], to: "train-labels-idx1-ubyte")
        let set = try DataSource(folder.path).load()
        let file = "\(folder.path)/train-images-idx3-ubyte"
        try #require(set.images.labels == [1, 4] && set.names == ["\(file)#0", "\(file)#2"])
        #expect(set.unreadable == [.init(name: "\(file)#1", label: 7, reason: "holds no ink")])
        for (place, raster) in [upright, level].enumerated() {
            let image = set.images.image(place)
            #expect(image == Normalizer().normalize(raster).image?.pixels)
            // As far as there is ink from the edges: 4 of 28 along the stroke.
            let inked = image.indices.filter { image[$0] > 127 }.map { place == 0 ? $0 / 28 : $0 % 28 }
            #expect(inked.min() == 4 && inked.max() == 23)
        }
    }

    @Test func readsImageFolders() throws {
        let folder = try TemporaryFolder()
        try folder.write(TestDigits.png(3), to: "3/a.png")
        try folder.write(TestDigits.png(7), to: "7/sub/b.png")
        try folder.write(TestDigits.png(7), to: "7/.hidden.png")
        try folder.write(Array("no picture".utf8), to: "8/c.png")
        let set = try DataSource(folder.path).load()
        #expect(set.images.labels == [3, 7])
        #expect(set.unreadable.map(\.label) == [8])
        #expect(set.count == 3)
    }

    /// The daemon is not sure of a digit beside another one, however sure the network is.
    @Test func whereThereAreSeveralDigitsNoneIsClassified() throws {
        let folder = try TemporaryFolder()
        let digit = PracticeSet(PracticeSet.Configuration())[3].picture.drawing.grayRaster(side: 64)
        var pair = GrayRaster(width: 128, height: 64, filledWith: 255)
        for y in 0..<64 {
            for x in 0..<128 { pair[x, y] = digit[x % 64, y] }
        }
        try folder.write(PNGWriter().write(digit), to: "1/one.png")
        try folder.write(PNGWriter().write(pair), to: "2/two.png")
        let set = try DataSource(folder.path).load()
        #expect(set.doubted == [1])
        var file = ModelFile(network: FineTuneRoot.parent.network, metadata: [:])
        file.metadata["threshold"] = "0"
        let evaluation = Evaluation(of: try DigitModel(name: "a", bytes: file.bytes()), on: set)
        #expect(evaluation.images == 2 && evaluation.coverage == 0.5)
    }

    @Test func refusesOtherFolders() throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "readme")
        #expect(throws: DataError.unknownSource(path: folder.path)) { try DataSource(folder.path) }
        #expect(throws: DataError.self) { try DataSource("\(folder.path)/nothing") }
    }
}
