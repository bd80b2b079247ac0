extension [Float] {
    /// The element that stands in the middle when they are sorted, the upper one of two: found by halving around pivots
    /// (Hoare's selection) in a copy, so that most stay unsorted.
    var middleOfSorted: Float {
        precondition(!isEmpty, "nothing has no middle")
        var values = self
        return values.withUnsafeMutableBufferPointer { values in
            let wanted = values.count / 2
            var first = 0
            var last = values.count - 1
            while first < last {
                let pivot = values[first + (last - first) / 2]
                var low = first
                var high = last
                while low <= high {
                    while values[low] < pivot { low += 1 }
                    while pivot < values[high] { high -= 1 }
                    guard low <= high else { break }
                    values.swapAt(low, high)
                    low += 1
                    high -= 1
                }
                if wanted <= high {
                    last = high
                } else if wanted >= low {
                    first = low
                } else {
                    break
                }
            }
            return values[wanted]
        }
    }
}
