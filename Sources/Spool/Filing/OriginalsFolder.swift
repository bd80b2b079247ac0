/// A folder that originals go to, open.
struct OriginalsFolder {
    /// Which folder of the root it is or lies in, and its path below that.
    struct Place: Hashable {
        let folder: SpoolFolder
        let path: [UInt8]
    }

    let place: Place
    let descriptor: Descriptor

    /// Whether ``NameFilters`` knows its names. Nearly all originals go to `processed/`, where each has its name looked
    /// up in any case, when it moves.
    var isFiltered: Bool { place.folder != .processed }
}
