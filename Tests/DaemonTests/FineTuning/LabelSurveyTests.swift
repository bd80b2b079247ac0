import Foundation
import Testing

@testable import Daemon

@Suite struct LabelSurveyTests {
    @Test func itCountsAndNoticesEveryChange() throws {
        let root = try TemporaryRoot()
        #expect(LabelSurvey(root: root.path).fingerprint == 0)
        try root.write("labeled/3/a.png", [1])
        try root.write("labeled/3/sub/b.png", [1])
        try root.write("labeled/9/c.png", [1])
        try root.write("labeled/9/.hidden", [1])
        let first = LabelSurvey(root: root.path)
        #expect(first.counts == [0, 0, 0, 2, 0, 0, 0, 0, 0, 1])
        #expect(first.total == 3)
        #expect(LabelSurvey(root: root.path) == first)

        #expect(rename("\(root.path)/labeled/9/c.png", "\(root.path)/labeled/3/c.png") == 0)
        let moved = LabelSurvey(root: root.path)
        #expect(moved.fingerprint != first.fingerprint)
        try root.write("labeled/3/a.png", [1, 2])
        let written = LabelSurvey(root: root.path)
        #expect(written.fingerprint != moved.fingerprint)
        #expect(unlink("\(root.path)/labeled/3/a.png") == 0)
        #expect(LabelSurvey(root: root.path).fingerprint != written.fingerprint)
    }
}
