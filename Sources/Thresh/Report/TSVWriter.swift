internal import Platform

/// Rows as they are in part files: what the rest of the system reads and writes.
struct TSVWriter {
    /// Which cells begin with the letter of their kind; empty when none do.
    private let isTyped: [Bool]

    init() { isTyped = [] }

    /// Writes a header when there are columns.
    init(_ columns: [Column], header: Bool, _ output: inout [UInt8]) {
        isTyped = columns.contains(where: \.isTyped) ? columns.map(\.isTyped) : []
        if columns.isEmpty || !header { return }
        for (index, column) in columns.enumerated() {
            if index > 0 { output.append(UInt8(ascii: "\t")) }
            for byte in FileName.bytes(column.name) {
                if let letter = CellEscapes.letter(of: byte) {
                    output.append(UInt8(ascii: "\\"))
                    output.append(letter)
                } else {
                    output.append(byte)
                }
            }
        }
        output.append(UInt8(ascii: "\n"))
    }

    func add(_ line: UnsafeRawBufferPointer, _ output: inout [UInt8]) {
        if isTyped.isEmpty {
            unsafe output.append(contentsOf: line)
        } else {
            unsafe addTyped(ByteView(line), &output)
        }
        output.append(UInt8(ascii: "\n"))
    }

    private func addTyped(_ line: ByteView, _ output: inout [UInt8]) {
        var start = 0
        for cell in 0... {
            let end = line.firstIndex(of: UInt8(ascii: "\t"), from: start) ?? line.count
            if cell < isTyped.count && isTyped[cell] { start = min(start + 1, end) }
            unsafe output.append(contentsOf: line.slice(start, min(end + 1, line.count)).rawBuffer)
            if end == line.count { return }
            start = end + 1
        }
    }
}
