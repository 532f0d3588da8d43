import Thresh

/// What the lines of a message, or of a template, amount to.
struct TemplateTotals: DefaultAggregate {
    /// Lines of the first set of two.
    private(set) var before = 0
    /// Lines of the second set, or of the only one.
    private(set) var after = 0
    private(set) var first: Int64?
    private(set) var last: Int64?
    /// Of the lines with the earliest time, the one with the smallest bytes.
    private(set) var example: [UInt8] = []
    private var exampleTime = Int64.max

    /// Of a longer line, an example has the beginning.
    private static let mostExampleBytes = 2000

    init() {}

    var count: Int { before + after }

    mutating func add(_ input: TemplateLine) {
        if input.isAfter { after += 1 } else { before += 1 }
        if let time = input.time {
            first = min(first ?? time, time)
            last = max(last ?? time, time)
        }
        let time = input.time ?? .max
        if time > exampleTime || input.line.isEmpty { return }
        let line = input.line.slice(0, TemplateTotals.exampleEnd(input.line))
        let isFirst = unsafe time < exampleTime || example.isEmpty || line.rawBuffer.lexicographicallyPrecedes(example)
        if isFirst {
            example = Array(line)
            exampleTime = time
        }
    }

    /// Between two characters.
    private static func exampleEnd(_ line: ByteView) -> Int {
        if line.count <= mostExampleBytes { return line.count }
        var end = mostExampleBytes
        while end > mostExampleBytes - 3, line[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    mutating func merge(_ other: TemplateTotals) {
        before += other.before
        after += other.after
        if let time = other.first { first = min(first ?? time, time) }
        if let time = other.last { last = max(last ?? time, time) }
        if other.example.isEmpty || other.exampleTime > exampleTime { return }
        if other.exampleTime < exampleTime || example.isEmpty || other.example.lexicographicallyPrecedes(example) {
            example = other.example
            exampleTime = other.exampleTime
        }
    }

    var result: TemplateTotals { self }
    var heapBytes: Int { example.isEmpty ? 0 : example.count + 32 }

    func encode(into bytes: inout ByteBuffer) {
        bytes.append(varint: before)
        bytes.append(varint: after)
        bytes.append(first == nil ? 0 : 1)
        if let first, let last {
            bytes.append(integer: first)
            bytes.append(integer: last)
        }
        bytes.append(integer: exampleTime)
        unsafe example.withUnsafeBytes { unsafe bytes.append($0) }
    }

    init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard let before = reader.readCount(), let after = reader.readCount(), let hasTime = reader.readByte() else {
            return nil
        }
        self.before = before
        self.after = after
        if hasTime == 1 {
            guard let first = reader.read(Int64.self), let last = reader.read(Int64.self) else { return nil }
            self.first = first
            self.last = last
        }
        guard let time = reader.read(Int64.self), let example = reader.readBytes(reader.remaining) else { return nil }
        exampleTime = time
        self.example = Array(example)
    }
}
