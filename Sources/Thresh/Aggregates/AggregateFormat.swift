/// The first byte of an encoded aggregate: its kind, times eight, plus the version of its format. Docs/Formats.md has
/// what follows it. A number is never used for anything else.
@usableFromInline enum AggregateFormat: UInt8 {
    case count = 0x09
    case sum = 0x11
    case floatingSum = 0x19
    case minimum = 0x21
    case maximum = 0x29
    case integerMean = 0x31
    case mean = 0x39
    case integerVariance = 0x41
    case variance = 0x49
    case first = 0x51
    case last = 0x59
    case quantiles = 0x61
    case ddSketch = 0x69
    case distinct = 0x71
    case hyperLogLog = 0x79
    case topK = 0x81
    case spaceSaving = 0x89
    case histogram = 0x91
    case equalWidthHistogram = 0x99
    case sample = 0xA1
    case both = 0xA9
    case zipped = 0xB1
    case vectorSum = 0xB9
}

extension ByteBuffer {
    @inlinable mutating func append(_ format: AggregateFormat) { append(format.rawValue) }
}

extension ByteReader {
    /// True when the next byte says that what follows is of this kind and version.
    @inlinable mutating func read(_ format: AggregateFormat) -> Bool { readByte() == format.rawValue }
}
