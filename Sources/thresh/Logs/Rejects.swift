import Thresh
import ThreshLogs

/// Lines that fit no format, on their way from the mappers to the driver as keys among the others.
struct Reject: Comparable {
    let file: Int
    let offset: UInt64
    let column: Int
    let reason: String

    /// How many a map task tells in full; all are counted.
    static let mostPerTask = 20

    func encode(into key: inout ByteBuffer) {
        key.append(LogKey.Tag.reject)
        UInt32(file).encodePart(into: &key)
        offset.encodePart(into: &key)
        UInt32(column).encodePart(into: &key)
        reason.encode(into: &key)
    }

    /// nil when it is another key.
    init?(_ key: ByteView) {
        guard !key.isEmpty, key[0] == LogKey.Tag.reject else { return nil }
        var reader = KeyReader(key.slice(1, key.count))
        file = Int(UInt32(decodingPart: &reader))
        offset = UInt64(decodingPart: &reader)
        column = Int(UInt32(decodingPart: &reader))
        reason = String(reader.rest)
    }

    init(file: Int, offset: UInt64, fault: LineFault?) {
        self.file = file
        self.offset = offset
        column = fault?.column ?? 1
        reason = fault?.reason ?? "the line does not fit"
    }

    static func < (a: Reject, b: Reject) -> Bool { (a.file, a.offset) < (b.file, b.offset) }
}
