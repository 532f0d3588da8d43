/// The lines of the W3C extended format that name columns: a server writes one whenever it starts.
enum ColumnDirective {
    private static let text = Array("#Fields:".utf8)

    static func begins(_ lines: some BidirectionalCollection<UInt8>) -> Bool { lines.starts(with: text) }

    /// Where the next one begins, behind the line at a place.
    static func next(in lines: UnsafeRawBufferPointer, behind start: Int) -> Int? {
        var place = start + 1
        while place < lines.count {
            let rest = unsafe lines[place...]
            guard let mark = unsafe rest.firstIndex(of: text[0]) else { return nil }
            if unsafe lines[mark - 1] == 10 && lines[mark...].starts(with: text) { return mark }
            place = mark + 1
        }
        return nil
    }
}
