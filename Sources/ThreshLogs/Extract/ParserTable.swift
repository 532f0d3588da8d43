/// The parsers of an extractor's time fields.
@safe final class ParserTable {
    private let times: [TimeParser]
    /// The same, found without counting references.
    private let places: UnsafeMutablePointer<Unmanaged<TimeParser>>

    init(times: [TimeParser]) {
        self.times = times
        unsafe places = .allocate(capacity: max(1, times.count))
        for (index, parser) in times.enumerated() {
            unsafe (places + index).initialize(to: .passUnretained(parser))
        }
    }

    deinit { unsafe places.deallocate() }

    /// REQUIRES: there is a parser of that number.
    @inline(__always)
    func time(_ index: Int, _ text: LineBytes) -> Int64? {
        // SAFETY: the table keeps its parsers.
        unsafe places[index]._withUnsafeGuaranteedRef { $0.parse(text) }
    }
}
