/// Reads a TZif file (RFC 9636), version 2 or later; of version 1, its 32-bit data.
enum ZoneFile {
    static func parse(_ bytes: [UInt8], name: String) -> TimeZoneRules? {
        var reader = Reader(bytes: bytes)
        guard let first = reader.header() else { return nil }
        if first.version == 0 { return reader.zone(first, name, is64Bit: false) }
        reader.position += first.byteCount(timeSize: 4)
        guard let second = reader.header() else { return nil }
        return reader.zone(second, name, is64Bit: true)
    }

    private struct Header {
        var version: UInt8
        var utcIndicators: Int
        var standardIndicators: Int
        var leapSeconds: Int
        var transitions: Int
        var types: Int
        var abbreviationBytes: Int

        func byteCount(timeSize: Int) -> Int {
            transitions * (timeSize + 1) + types * 6 + abbreviationBytes + leapSeconds * (timeSize + 4)
                + standardIndicators + utcIndicators
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        mutating func header() -> Header? {
            guard position >= 0, bytes.count - position >= 44,
                Array(bytes[position..<position + 4]) == Array("TZif".utf8)
            else { return nil }
            let version = bytes[position + 4]
            position += 20
            let header = Header(
                version: version, utcIndicators: Int(integer(4)), standardIndicators: Int(integer(4)),
                leapSeconds: Int(integer(4)), transitions: Int(integer(4)), types: Int(integer(4)),
                abbreviationBytes: Int(integer(4)))
            let counts = [
                header.utcIndicators, header.standardIndicators, header.leapSeconds, header.transitions, header.types,
                header.abbreviationBytes,
            ]
            return counts.allSatisfy { (0...65536).contains($0) } ? header : nil
        }

        /// Big-endian, signed.
        mutating func integer(_ size: Int) -> Int64 {
            var value: Int64 = Int8(bitPattern: bytes[position]) < 0 ? -1 : 0
            for index in position..<position + size { value = value << 8 | Int64(bytes[index]) }
            position += size
            return value
        }

        mutating func zone(_ header: Header, _ name: String, is64Bit: Bool) -> TimeZoneRules? {
            let timeSize = is64Bit ? 8 : 4
            guard header.types > 0, bytes.count - position >= header.byteCount(timeSize: timeSize) else { return nil }
            let transitions = (0..<header.transitions).map { _ in integer(timeSize) }
            let indices = (0..<header.transitions).map { _ in Int(integer(1)) & 0xFF }
            let abbreviations = position + header.types * 6
            let types = (0..<header.types).map { _ in
                let offset = Int(integer(4))
                let isDaylight = integer(1) != 0
                let start = abbreviations + (Int(integer(1)) & 0xFF)
                let text = start < bytes.count ? bytes[start...].prefix { $0 != 0 }.prefix(16) : []
                return TimeZoneRules.Period(
                    offset: offset, isDaylight: isDaylight, abbreviation: String(decoding: text, as: UTF8.self))
            }
            let isSorted = zip(transitions, transitions.dropFirst()).allSatisfy { $0 < $1 }
            guard isSorted, indices.allSatisfy({ $0 < types.count }) else { return nil }
            position = abbreviations + header.abbreviationBytes + header.leapSeconds * (timeSize + 4)
            position += header.standardIndicators + header.utcIndicators
            var future: RecurringRules?
            if is64Bit, position < bytes.count, bytes[position] == 10 {
                let footer = Array(bytes[(position + 1)...].prefix { $0 != 10 })
                future = footer.withLineBytes { RecurringRules(posix: $0) }
            }
            let periods = [types[0]] + indices.map { types[$0] }
            return TimeZoneRules(name: name, transitions: transitions, periods: periods, future: future)
        }
    }
}
