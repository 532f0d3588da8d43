import TestSupport

/// A value with one of everything.
struct Everything: Codable, Equatable {
    enum Shape: Codable, Equatable {
        case point
        case circle(radius: Double)
        case polygon([Int], name: String?)
        indirect case group(Shape, Shape)
    }

    var flags: [Bool] = []
    var small: (Int8, UInt8, Int16, UInt16) = (0, 0, 0, 0)
    var large: [Int64] = []
    var unsigned: [UInt64] = []
    var wide: Int128 = 0
    var unsignedWide: UInt128 = 0
    var float: Float = 0
    var double: Double = 0
    var text = ""
    var bytes: [UInt8] = []
    var maybe: Int?
    var nested: [[String?]] = []
    var byName: [String: Int] = [:]
    var byNumber: [Int: String] = [:]
    var byList: [[Int]: Double] = [:]
    var shapes: [Shape] = []

    init() {}

    enum CodingKeys: String, CodingKey {
        case flags, small1, small2, small3, small4, large, unsigned, wide, unsignedWide, float, double, text, bytes,
            maybe
        case nested, byName, byNumber, byList, shapes
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        // Not in the order of encoding.
        shapes = try fields.decode([Shape].self, forKey: .shapes)
        flags = try fields.decode([Bool].self, forKey: .flags)
        small = (
            try fields.decode(Int8.self, forKey: .small1), try fields.decode(UInt8.self, forKey: .small2),
            try fields.decode(Int16.self, forKey: .small3), try fields.decode(UInt16.self, forKey: .small4)
        )
        large = try fields.decode([Int64].self, forKey: .large)
        unsigned = try fields.decode([UInt64].self, forKey: .unsigned)
        wide = try fields.decode(Int128.self, forKey: .wide)
        unsignedWide = try fields.decode(UInt128.self, forKey: .unsignedWide)
        float = try fields.decode(Float.self, forKey: .float)
        double = try fields.decode(Double.self, forKey: .double)
        text = try fields.decode(String.self, forKey: .text)
        bytes = try fields.decode([UInt8].self, forKey: .bytes)
        maybe = try fields.decodeIfPresent(Int.self, forKey: .maybe)
        nested = try fields.decode([[String?]].self, forKey: .nested)
        byName = try fields.decode([String: Int].self, forKey: .byName)
        byNumber = try fields.decode([Int: String].self, forKey: .byNumber)
        byList = try fields.decode([[Int]: Double].self, forKey: .byList)
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(flags, forKey: .flags)
        try fields.encode(small.0, forKey: .small1)
        try fields.encode(small.1, forKey: .small2)
        try fields.encode(small.2, forKey: .small3)
        try fields.encode(small.3, forKey: .small4)
        try fields.encode(large, forKey: .large)
        try fields.encode(unsigned, forKey: .unsigned)
        try fields.encode(wide, forKey: .wide)
        try fields.encode(unsignedWide, forKey: .unsignedWide)
        try fields.encode(float, forKey: .float)
        try fields.encode(double, forKey: .double)
        try fields.encode(text, forKey: .text)
        try fields.encode(bytes, forKey: .bytes)
        try fields.encodeIfPresent(maybe, forKey: .maybe)
        try fields.encode(nested, forKey: .nested)
        try fields.encode(byName, forKey: .byName)
        try fields.encode(byNumber, forKey: .byNumber)
        try fields.encode(byList, forKey: .byList)
        try fields.encode(shapes, forKey: .shapes)
    }

    static func == (a: Everything, b: Everything) -> Bool {
        a.flags == b.flags && a.small == b.small && a.large == b.large && a.unsigned == b.unsigned && a.wide == b.wide
            && a.unsignedWide == b.unsignedWide && a.float.bitPattern == b.float.bitPattern
            && a.double.bitPattern == b.double.bitPattern && a.text == b.text && a.bytes == b.bytes
            && a.maybe == b.maybe
            && a.nested == b.nested && a.byName == b.byName && a.byNumber == b.byNumber && a.byList == b.byList
            && a.shapes == b.shapes
    }
}

/// Draws values at random, short and long, with the edges of every type among them.
struct ValueSource {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func integer<I: FixedWidthInteger>(_ type: I.Type) -> I {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return I.max
        case 1: return I.min
        case 2: return I(truncatingIfNeeded: Int.random(in: -2...130, using: &random))
        default:
            // Any number of significant bits.
            let bits = I(truncatingIfNeeded: random.next()) << (I.bitWidth / 2) ^ I(truncatingIfNeeded: random.next())
            return bits >> Int.random(in: 0..<I.bitWidth, using: &random)
        }
    }

    mutating func list<T>(_ most: Int, _ element: (inout ValueSource) -> T) -> [T] {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in element(&self) }
    }

    mutating func text() -> String {
        String(String.UnicodeScalarView(list(20) { Unicode.Scalar(UInt32.random(in: 0..<0xD800, using: &$0.random))! }))
    }

    mutating func shape(_ depth: Int = 0) -> Everything.Shape {
        switch Int.random(in: 0..<(depth < 5 ? 5 : 3), using: &random) {
        case 0: .point
        case 1: .circle(radius: Double(bitPattern: random.next() & ~(0x7FF << 52)))
        case 2: .polygon(list(4) { $0.integer(Int.self) }, name: Bool.random(using: &random) ? text() : nil)
        default: .group(shape(depth + 1), shape(depth + 1))
        }
    }

    mutating func everything() -> Everything {
        var value = Everything()
        value.flags = list(5) { Bool.random(using: &$0.random) }
        value.small = (integer(Int8.self), integer(UInt8.self), integer(Int16.self), integer(UInt16.self))
        value.large = list(5) { $0.integer(Int64.self) }
        value.unsigned = list(5) { $0.integer(UInt64.self) }
        value.wide = integer(Int128.self)
        value.unsignedWide = integer(UInt128.self)
        value.float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
        value.double = Double(bitPattern: random.next())
        value.text = text()
        value.bytes = list(300) { UInt8(truncatingIfNeeded: $0.random.next()) }
        value.maybe = Bool.random(using: &random) ? integer(Int.self) : nil
        value.nested = list(3) { $0.list(3) { Bool.random(using: &$0.random) ? $0.text() : nil } }
        value.byName = Dictionary(list(4) { ($0.text(), $0.integer(Int.self)) }) { $1 }
        value.byNumber = Dictionary(list(4) { ($0.integer(Int.self), $0.text()) }) { $1 }
        value.byList = Dictionary(list(4) { ($0.list(2) { $0.integer(Int.self) }, 0.5) }) { $1 }
        value.shapes = list(4) { $0.shape() }
        return value
    }
}
