/// One labelled digit of a practice set.
public struct PracticeDigit: Sendable {
    /// Its number in the set.
    public let index: Int
    /// The way it is written.
    public let style: DigitStyle
    /// Its picture.
    public let picture: PracticePicture

    /// The digit, 0 to 9.
    public var label: Int { style.digit }

    /// A name for the picture in a folder per digit, such as `4/000014-open-scan.png`.
    public var fileName: String {
        let number = String(index)
        let padded = String(repeating: "0", count: max(0, 6 - number.count)) + number
        return "\(label)/\(padded)-\(style.way)-\(picture.look).png"
    }
}
