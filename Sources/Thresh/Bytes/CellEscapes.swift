/// How cells hold what divides cells and rows: TAB, LF, CR and backslash are \t, \n, \r and \\.
enum CellEscapes {
    /// The letter behind the backslash, for a byte that a cell cannot hold as it is.
    static func letter(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\t"): UInt8(ascii: "t")
        case UInt8(ascii: "\n"): UInt8(ascii: "n")
        case UInt8(ascii: "\r"): UInt8(ascii: "r")
        case UInt8(ascii: "\\"): UInt8(ascii: "\\")
        default: nil
        }
    }

    /// What a letter behind a backslash stands for. A backslash that escapes nothing stands for itself.
    static func byte(of letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "t"): UInt8(ascii: "\t")
        case UInt8(ascii: "n"): UInt8(ascii: "\n")
        case UInt8(ascii: "r"): UInt8(ascii: "\r")
        case UInt8(ascii: "\\"): UInt8(ascii: "\\")
        default: nil
        }
    }
}

extension ByteBuffer {
    /// Appends bytes as a cell holds them.
    package mutating func append(escaping bytes: ByteView) {
        guard bytes.hasControl else { return append(bytes) }
        for index in 0..<bytes.count {
            let byte = bytes[index]
            if let letter = CellEscapes.letter(of: byte) {
                append(UInt8(ascii: "\\"))
                append(letter)
            } else {
                append(byte)
            }
        }
    }

    /// Appends the bytes that a cell holds.
    @usableFromInline package mutating func append(unescaping cell: ByteView) {
        var start = 0
        while let backslash = cell.firstIndex(of: UInt8(ascii: "\\"), from: start), backslash + 1 < cell.count {
            append(cell.slice(start, backslash))
            let letter = cell[backslash + 1]
            if let byte = CellEscapes.byte(of: letter) {
                append(byte)
            } else {
                append(UInt8(ascii: "\\"))
                append(letter)
            }
            start = backslash + 2
        }
        append(cell.slice(start, cell.count))
    }
}

extension ByteView {
    /// Whether a byte below 16, or a backslash, is among them: few cells have one, and it is quick to see.
    fileprivate var hasControl: Bool {
        var found = false
        for index in 0..<count {
            // SAFETY: within the view.
            let byte = unsafe base[index]
            found = found || byte < 16 || byte == UInt8(ascii: "\\")
        }
        return found
    }
}
