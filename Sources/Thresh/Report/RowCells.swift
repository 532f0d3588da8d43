/// The cells of one line of a part file, without their escapes. One is used for all rows, to spare allocations.
struct RowCells {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    subscript(index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    /// Replaces the cells by those of a line, given without its LF. A backslash that escapes nothing stands for itself.
    mutating func parse(_ line: UnsafeRawBufferPointer) {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        var position = 0
        while position < line.count {
            let byte = unsafe line[position]
            position += 1
            if byte == UInt8(ascii: "\t") {
                ends.append(bytes.count)
            } else if byte == UInt8(ascii: "\\"), position < line.count,
                let meant = RowCells.meaning(ofEscape: unsafe line[position])
            {
                bytes.append(meant)
                position += 1
            } else {
                bytes.append(byte)
            }
        }
        ends.append(bytes.count)
    }

    private static func meaning(ofEscape letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "t"): UInt8(ascii: "\t")
        case UInt8(ascii: "n"): UInt8(ascii: "\n")
        case UInt8(ascii: "r"): UInt8(ascii: "\r")
        case UInt8(ascii: "\\"): UInt8(ascii: "\\")
        default: nil
        }
    }

    /// The escape letter of a byte that a cell cannot hold as it is.
    static func escapeLetter(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\t"): UInt8(ascii: "t")
        case UInt8(ascii: "\n"): UInt8(ascii: "n")
        case UInt8(ascii: "\r"): UInt8(ascii: "r")
        case UInt8(ascii: "\\"): UInt8(ascii: "\\")
        default: nil
        }
    }
}
