/// The parsers of an extractor's time fields.
final class ParserTable {
    private let times: [TimeParser]

    init(times: [TimeParser]) { self.times = times }

    @inline(__always)
    func time(_ index: Int, _ text: LineBytes) -> Int64? { times[index].parse(text) }
}
