extension InkFacts {
    /// Facts of a picture without ink.
    init(paper: Paper) {
        self.init(
            polarity: paper.polarity,
            paperLevel: paper.level,
            inkLevel: paper.level,
            cropBox: nil,
            scale: 0,
            strokeWidth: 0,
            inkShare: 0,
            components: 0,
            hasSeveralDigits: false,
            passedThrough: false
        )
    }

    /// Facts of an image that is taken as it is.
    init(passingThrough form: MNISTForm, polarity: Polarity) {
        let dark = polarity == .darkInk
        self.init(
            polarity: polarity,
            paperLevel: dark ? 255 : 0,
            inkLevel: dark ? 255 - form.peak : form.peak,
            cropBox: form.inkBox,
            scale: 1,
            strokeWidth: form.strokeWidth,
            inkShare: form.inkShare,
            components: 1,
            hasSeveralDigits: false,
            passedThrough: true
        )
    }

    /// Takes over what was found of the digit in `raster`.
    mutating func describe(
        _ selection: DigitSelection,
        _ pieces: InkComponents,
        in raster: GrayRaster,
        strokeWidth: Double
    ) {
        cropBox = Box(x: selection.left, y: selection.top, width: selection.width, height: selection.height)
        scale = 20 / Double(max(selection.width, selection.height))
        self.strokeWidth = strokeWidth
        components = selection.members.count
        let area = selection.members.reduce(0) { $0 + pieces.all[$1].area }
        inkShare = Double(area) / Double(raster.pixels.count)
        hasSeveralDigits = selection.hasSeveralDigits
    }

    /// Turns a contrast back into the ink's lightness.
    mutating func setInk(_ contrast: Int, on paper: Paper) {
        let level = Double(paperLevel)
        let range = Double(ContrastMap.range(of: Float(level), polarity))
        let offset = Double(contrast) * range / 255
        inkLevel = UInt8(max(0, min(255, polarity == .darkInk ? level - offset : level + offset)))
    }

    /// Turns measures in a part of a picture into those of the whole.
    mutating func move(into part: Box, of whole: GrayRaster) {
        cropBox?.x += part.x
        cropBox?.y += part.y
        inkShare *= Double(part.width * part.height) / Double(whole.pixels.count)
    }

    /// Turns measures in the raster of a picture into those of the file as it is stored.
    mutating func place(in picture: DecodedPicture) {
        cropBox = cropBox.map {
            picture.header.orientation.stored($0, width: picture.raster.width, height: picture.raster.height)
        }
        enlarge(by: picture.reduction, width: picture.width, height: picture.height)
    }

    /// Turns measures in a picture that was averaged down by `factor` into those of the original.
    mutating func enlarge(by factor: Int, width: Int, height: Int) {
        guard factor > 1 else { return }
        if let box = cropBox {
            let (x, y) = (box.x * factor, box.y * factor)
            cropBox = Box(
                x: x,
                y: y,
                width: min(width - x, box.width * factor),
                height: min(height - y, box.height * factor)
            )
        }
        scale /= Double(factor)
        strokeWidth *= Double(factor)
    }
}
