/// Records of the same number of bytes.
struct FixedWidthCutter: RecordCutter {
    let width: Int

    mutating func cut(
        _ bytes: UnsafeRawBufferPointer, isAtEnd: Bool, into ranges: inout [RecordRange]
    ) throws -> Int {
        var position = 0
        while bytes.count - position >= width {
            ranges.append(RecordRange(position..<position + width))
            position += width
        }
        if isAtEnd && position < bytes.count {
            throw RecordFault(
                position: position,
                reason: "the last record has only \(bytes.count - position) of \(width) bytes; is that its width?")
        }
        return position
    }
}

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
