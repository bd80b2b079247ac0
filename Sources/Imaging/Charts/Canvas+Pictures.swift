extension Canvas {
    /// Draws a picture as large as it fits into a square of `side` pixels at (`x`, `y`), in its middle: small pictures
    /// by a whole factor, pixel by pixel; larger ones by the mean over the area that each pixel covers. What is
    /// transparent shows a chequered ground.
    public mutating func picture(_ raster: RGBARaster, x: Int, y: Int, side: Int) {
        let fit = Fit(width: raster.width, height: raster.height, side: side)
        let channels = (0..<4).map { channel in
            fit.plane(
                Plane(
                    width: raster.width,
                    height: raster.height,
                    values: stride(from: channel, to: raster.pixels.count, by: 4).map { Float(raster.pixels[$0]) }
                )
            )
        }
        let byte = { (value: Float) in UInt8(max(0, min(255, value.rounded()))) }
        for row in 0..<fit.height {
            for column in 0..<fit.width {
                let values = channels.map { $0[column, row] }
                let color = Color(red: byte(values[0]), green: byte(values[1]), blue: byte(values[2]))
                let ground = Color(gray: (column / 4 + row / 4) % 2 == 0 ? 205 : 235)
                self[x + fit.left + column, y + fit.top + row] = ground.mixed(
                    with: color,
                    share: Double(values[3]) / 255
                )
            }
        }
    }

    /// Draws what was taken for ink into a square of `side` pixels at (`x`, `y`): the picture pale, the ink of the
    /// digit blue over it, the digit's box in red.
    public mutating func ink(_ explained: ExplainedDigit, x: Int, y: Int, side: Int) {
        let (raster, ink) = (explained.raster, explained.ink)
        let fit = Fit(width: raster.width, height: raster.height, side: side)
        let plane = { (raster: GrayRaster) in
            fit.plane(Plane(width: raster.width, height: raster.height, values: raster.pixels.map(Float.init)))
        }
        let (lightness, share) = (plane(raster), plane(ink))
        // Lines thinner than a pixel of the sheet would fade away.
        let gain = max(1, min(4, 1 / fit.scale)) / 255
        for row in 0..<fit.height {
            for column in 0..<fit.width {
                let pale = Color(gray: UInt8(160 + max(0, min(255, lightness[column, row])) * 95 / 255))
                let color = pale.mixed(with: .blue, share: Double(share[column, row]) * gain)
                self[x + fit.left + column, y + fit.top + row] = color
            }
        }
        guard let box = explained.box else { return }
        let (left, top) = (Int(Double(box.x) * fit.scale), Int(Double(box.y) * fit.scale))
        let right = Int((Double(box.x + box.width) * fit.scale).rounded(.up))
        let bottom = Int((Double(box.y + box.height) * fit.scale).rounded(.up))
        frame(
            x: x + fit.left + left - 1,
            y: y + fit.top + top - 1,
            width: right - left + 2,
            height: bottom - top + 2,
            .red
        )
    }

    /// Draws a digit as the network sees it, ink bright, each pixel `scale` pixels wide and high.
    public mutating func digit(_ image: DigitImage, x: Int, y: Int, scale: Int) {
        draw(columns: DigitImage.side, rows: DigitImage.side, size: scale, x: x, y: y) { column, row in
            Color(gray: image.pixels[row * DigitImage.side + column])
        }
    }
}

/// How a picture is fitted into a square.
private struct Fit {
    /// Pixels of the square to one of the picture.
    let scale: Double
    /// The size it has there, and where it begins.
    let width, height, left, top: Int

    init(width: Int, height: Int, side: Int) {
        let longer = max(width, height)
        scale = longer <= side ? Double(side / longer) : Double(side) / Double(longer)
        self.width = max(1, Int((Double(width) * scale).rounded()))
        self.height = max(1, Int((Double(height) * scale).rounded()))
        left = (side - self.width) / 2
        top = (side - self.height) / 2
    }

    func plane(_ plane: Plane) -> Plane {
        plane.resampled(
            x: 0,
            y: 0,
            sourceWidth: Double(plane.width),
            sourceHeight: Double(plane.height),
            width: width,
            height: height
        )
    }
}
