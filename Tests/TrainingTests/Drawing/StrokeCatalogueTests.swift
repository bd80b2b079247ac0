import Testing

@testable import Training

@Suite struct StrokeCatalogueTests {
    @Test func readsNamesMastersStrokesAndCorners() throws {
        let characters = StrokeCatalogue(
            """
            a 2 0.1 0.3
            0,0 50,100! 100,0 ; 20,-5 80,50
            10,0 50,90! 90,0 ; 20,5 80,60
            b 1 0.2
            1,2 3,4
            """
        ).characters
        #expect(characters.map(\.name) == ["a", "b"])
        let a = try #require(characters.first)
        #expect(a.frequency == 2)
        #expect(a.widestPen == 0.1)
        #expect(characters.map(\.largestLean) == [0.3, .infinity])
        #expect(a.skeleton.masters.map { $0.map(\.count) } == [[3, 2], [3, 2]])
        #expect(a.skeleton.masters[0][0].map(\.isCorner) == [false, true, false])
        #expect(a.skeleton.masters[0][1][0].point == SIMD2(0.2, -0.05))
    }

    @Test func blendsBetweenMasters() {
        let skeleton = StrokeSkeleton(["0,0 100,100", "20,0 100,50"])
        let middle = skeleton.blend(0, 1, at: 0.5)
        #expect(abs(middle[0][0].point.x - 0.1) < 1e-6)
        #expect(abs(middle[0][1].point.y - 0.75) < 1e-6)
    }
}
