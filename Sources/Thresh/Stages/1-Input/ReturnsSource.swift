package import Platform

/// Reads text whose lines end with CR alone, as text whose lines end with LF. Where LF follows a CR, both are one line end.
package struct ReturnsSource: ~Copyable, ByteSource {
    private var input: CompressedInput
    /// Whether the byte before the next one was a CR.
    private var isBehindReturn = false
    private var produced: UInt64 = 0
    package private(set) var producedAtLimit: UInt64?

    package init(_ file: consuming FileDescriptor) throws(ThreshError) { input = try CompressedInput(file, from: 0) }

    package var consumed: UInt64 { input.offset }

    package func check(_ stamp: FileStamp) throws(ThreshError) -> Bool { try input.check(stamp) }

    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int {
        precondition(buffer.count > 0, "a read of 0 bytes would look like the end of the file")
        var filled = 0
        while filled < buffer.count, try input.fill() {
            let bytes = unsafe input.unread
            var index = 0
            while index < bytes.count, filled < buffer.count {
                let byte = unsafe bytes[index]
                index += 1
                let isReturn = byte == 13
                if byte != 10 || !isBehindReturn {
                    unsafe buffer[filled] = isReturn ? 10 : byte
                    filled += 1
                }
                isBehindReturn = isReturn
            }
            input.consume(index)
        }
        produced += UInt64(filled)
        if filled < buffer.count, producedAtLimit == nil { producedAtLimit = produced }
        return filled
    }
}
