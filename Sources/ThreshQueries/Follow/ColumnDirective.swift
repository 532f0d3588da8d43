/// The lines that name columns, in the W3C extended format and in Zeek's: a program writes one whenever it starts.
enum ColumnDirective {
    private static let texts = ["#Fields:", "#fields\t", "#fields "].map { Array($0.utf8) }

    static func begins(_ lines: some BidirectionalCollection<UInt8>) -> Bool {
        texts.contains { lines.starts(with: $0) }
    }

    /// Where the next one begins, behind the line at a place.
    static func next(in lines: UnsafeRawBufferPointer, behind start: Int) -> Int? {
        var place = start + 1
        while place < lines.count {
            let rest = unsafe lines[place...]
            guard let mark = unsafe rest.firstIndex(of: UInt8(ascii: "#")) else { return nil }
            if unsafe lines[mark - 1] == 10 && begins(lines[mark...]) { return mark }
            place = mark + 1
        }
        return nil
    }
}
