/// A record that is the whole file.
struct WholeFileCutter: RecordCutter {
    mutating func cut(
        _ bytes: UnsafeRawBufferPointer, isAtEnd: Bool, into ranges: inout [RecordRange]
    ) -> Int {
        if !isAtEnd { return 0 }
        ranges.append(RecordRange(0..<bytes.count))
        return bytes.count
    }
}
