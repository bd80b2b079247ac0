extension Plane {
    /// Ink (0 ... 1) as a share of the strongest around, so that strokes which were pressed less keep their shape where an
    /// outline is taken at one half.
    ///
    /// - Parameter strokeWidth: the strokes' mean width in pixels. Where what would become ink is broader, it is shadow or
    ///   a stain, and all stays as it is.
    func evenedInk(strokeWidth: Double) -> Plane {
        let reach = max(1, Int((1.5 * strokeWidth).rounded()))
        let strongest = filtered(reach: reach, takingLargest: true)
        var evened = self
        var raised = Plane(width: width, height: height)
        for index in values.indices {
            let value = values[index] / max(Self.weakestStroke, strongest.values[index])
            evened.values[index] = value
            if value >= 0.5, values[index] < 0.5 { raised.values[index] = 1 }
        }
        return raised.strokeWidth <= strokeWidth ? evened : self
    }

    /// The least share of full ink that still comes to full ink.
    private static let weakestStroke: Float = 0.3
}
