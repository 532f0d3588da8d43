/// The cells of one line of a part file, without their escapes. One is used for all rows, to spare allocations.
package struct RowCells {
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>] = []
    private var kinds: [CellKind] = []
    private let columns: [Column]

    package init(_ columns: [Column] = []) { self.columns = columns }

    package var count: Int { ranges.count }

    package subscript(index: Int) -> ArraySlice<UInt8> { bytes[ranges[index]] }

    /// What a cell is: what it says itself, or what its column makes of it.
    package func kind(_ index: Int) -> CellKind { kinds[index] }

    /// Replaces the cells by those of a line, given without its LF. A backslash that escapes nothing stands for itself.
    package mutating func parse(_ line: UnsafeRawBufferPointer) {
        bytes.removeAll(keepingCapacity: true)
        ranges.removeAll(keepingCapacity: true)
        unsafe bytes.append(contentsOf: line)
        var start = 0
        var hasEscapes = false
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "\t") {
                ranges.append(start..<index)
                start = index + 1
            } else if bytes[index] == UInt8(ascii: "\\") {
                hasEscapes = true
            }
        }
        ranges.append(start..<bytes.count)
        kinds.removeAll(keepingCapacity: true)
        for index in ranges.indices {
            let isTyped = index < columns.count && columns[index].isTyped
            if isTyped, let first = bytes[ranges[index]].first {
                kinds.append(CellKind(rawValue: first) ?? .text)
                ranges[index] = ranges[index].dropFirst()
            }
            if hasEscapes { ranges[index] = unescape(ranges[index]) }
            if kinds.count == index {
                kinds.append(CellKind(of: self[index], in: index < columns.count ? columns[index] : nil))
            }
        }
    }

    /// In place: a cell is never longer without its escapes.
    private mutating func unescape(_ range: Range<Int>) -> Range<Int> {
        var written = range.lowerBound
        var read = range.lowerBound
        while read < range.upperBound {
            if bytes[read] == UInt8(ascii: "\\"), read + 1 < range.upperBound,
                let meant = CellEscapes.byte(of: bytes[read + 1])
            {
                bytes[written] = meant
                read += 2
            } else {
                bytes[written] = bytes[read]
                read += 1
            }
            written += 1
        }
        return range.lowerBound..<written
    }
}
