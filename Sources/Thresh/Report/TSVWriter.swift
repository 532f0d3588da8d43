/// Rows as they are in part files: what the rest of the system reads and writes.
struct TSVWriter {
    init() {}

    /// Writes a header when there are columns.
    init(_ columns: [Column], _ output: inout [UInt8]) {
        if columns.isEmpty { return }
        for (index, column) in columns.enumerated() {
            if index > 0 { output.append(UInt8(ascii: "\t")) }
            for byte in column.name.utf8 {
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
        unsafe output.append(contentsOf: line)
        output.append(UInt8(ascii: "\n"))
    }
}
