import Thresh

/// Where a line is in the input: what decides between lines of the same time.
struct LinePlace: Comparable, BitwiseCopyable {
    /// Files count in the order in which they were named.
    var file: UInt32
    var offset: UInt64

    static let byteCount = 12

    static func < (a: LinePlace, b: LinePlace) -> Bool { (a.file, a.offset) < (b.file, b.offset) }

    /// Bytes in the order of places.
    func encode(into bytes: inout ByteBuffer) {
        file.encodePart(into: &bytes)
        offset.encodePart(into: &bytes)
    }

    init(file: Int, offset: UInt64) {
        self.file = UInt32(clamping: file)
        self.offset = offset
    }

    init(_ reader: inout KeyReader) {
        file = UInt32(decodingPart: &reader)
        offset = UInt64(decodingPart: &reader)
    }
}
