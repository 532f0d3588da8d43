/// Writes small databases of addresses in MaxMind's format, version 2.0: a binary tree over the bits of addresses, the data
/// of networks behind it, and what it is at the end.
public struct AddressDatabase {
    public indirect enum Value {
        case text(String)
        case number(UInt32)
        case map([(String, Value)])
    }

    private let type: String
    private var nodes: [[Int]] = [[-1, -1]]
    private var data: [UInt8] = []

    /// - Parameter type: as `GeoLite2-City`.
    public init(type: String) { self.type = type }

    /// Adds a network of version 6, or of version 4 in `::/96`.
    public mutating func add(_ address: [UInt8], length: Int, _ value: Value) {
        let isVersion4 = address.count == 4
        let bytes = isVersion4 ? Array(repeating: 0, count: 12) + address : address
        var node = 0
        let length = isVersion4 ? length + 96 : length
        for bit in 0..<length - 1 {
            let side = Int(bytes[bit / 8] >> UInt8(7 - bit % 8)) & 1
            if nodes[node][side] < 0 {
                nodes[node][side] = nodes.count
                nodes.append([-1, -1])
            }
            node = nodes[node][side]
        }
        let side = Int(bytes[(length - 1) / 8] >> UInt8(7 - (length - 1) % 8)) & 1
        // Data are told from nodes when all nodes are known.
        nodes[node][side] = -2 - data.count
        data += AddressDatabase.encoded(value)
    }

    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for record in nodes.joined() {
            let number = record >= 0 ? record : record == -1 ? nodes.count : nodes.count + 16 - 2 - record
            bytes += [UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
        }
        let metadata = Value.map([
            ("binary_format_major_version", .number(2)), ("binary_format_minor_version", .number(0)),
            ("build_epoch", .number(1_700_000_000)), ("database_type", .text(type)),
            ("description", .map([("en", .text("for tests"))])), ("ip_version", .number(6)),
            ("node_count", .number(UInt32(nodes.count))), ("record_size", .number(24)),
        ])
        return bytes + Array(repeating: 0, count: 16) + data + [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
            + AddressDatabase.encodedMetadata(metadata)
    }

    private static func encoded(_ value: Value) -> [UInt8] {
        switch value {
        case .text(let text):
            let bytes = Array(text.utf8)
            return head(2, bytes.count) + bytes
        case .number(let number):
            return head(6, 4) + (0..<4).map { UInt8(number >> UInt32(24 - 8 * $0) & 0xFF) }
        case .map(let members): return head(7, members.count) + members.flatMap { encoded(.text($0)) + encoded($1) }
        }
    }

    /// The same with the widths that a reader expects of some members.
    private static func encodedMetadata(_ value: Value) -> [UInt8] {
        guard case .map(let members) = value else { return encoded(value) }
        return head(7, members.count + 1)
            + members.flatMap { name, value -> [UInt8] in
                guard case .number(let number) = value else { return encoded(.text(name)) + encoded(value) }
                let low = [UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
                switch name {
                // 64 bits are a type of the second row.
                case "build_epoch": return encoded(.text(name)) + [4, 2] + encoded(value).dropFirst()
                case "node_count": return encoded(.text(name)) + encoded(value)
                default: return encoded(.text(name)) + head(5, 2) + low
                }
            } + encoded(.text("languages")) + [1, 4] + encoded(.text("en"))
    }

    private static func head(_ type: UInt8, _ size: Int) -> [UInt8] {
        size < 29 ? [type << 5 | UInt8(size)] : [type << 5 | 29, UInt8(size - 29)]
    }
}
