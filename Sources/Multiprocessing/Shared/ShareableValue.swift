/// A value of a `ShareableList`.
///
///     let row: [ShareableValue] = [1, 2.5, true, "text", .bytes([1, 2]), nil]
public enum ShareableValue: Hashable, Sendable {
    case none
    case integer(Int)
    case double(Double)
    case bool(Bool)
    case string(String)
    case bytes([UInt8])

    /// What it takes in a cell.
    var byteCount: Int {
        switch self {
        case .none: 0
        case .integer, .double, .bool: 8
        case .string(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        }
    }

    /// The first byte of a cell, and the bytes of the value.
    var encoded: (tag: UInt8, bytes: [UInt8]) {
        switch self {
        case .none: (0, [])
        case .integer(let number): (1, ShareableValue.bytes(of: UInt64(bitPattern: Int64(number))))
        case .double(let number): (2, ShareableValue.bytes(of: number.bitPattern))
        case .bool(let truth): (3, ShareableValue.bytes(of: truth ? 1 : 0))
        case .string(let text): (4, Array(text.utf8))
        case .bytes(let bytes): (5, bytes)
        }
    }

    /// Any bytes are some value: what no list has written is none.
    init(tag: UInt8, _ bytes: [UInt8]) {
        let word = bytes.prefix(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        self =
            switch tag {
            case 1: .integer(Int(truncatingIfNeeded: word))
            case 2: .double(Double(bitPattern: word))
            case 3: .bool(word != 0)
            case 4: .string(String(decoding: bytes, as: UTF8.self))
            case 5: .bytes(bytes)
            default: .none
            }
    }

    private static func bytes(of word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
}

extension ShareableValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByStringLiteral, ExpressibleByNilLiteral
{
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(nilLiteral: ()) { self = .none }
}

extension ShareableValue: CustomStringConvertible {
    /// As a literal: 1, 2.5, true, "text", [1, 2], nil.
    public var description: String {
        switch self {
        case .none: "nil"
        case .integer(let number): "\(number)"
        case .double(let number): "\(number)"
        case .bool(let truth): "\(truth)"
        case .string(let text): text.debugDescription
        case .bytes(let bytes): "\(bytes)"
        }
    }
}

/// What went wrong with a `ShareableList`.
public enum ShareableListError: Error, Equatable, CustomStringConvertible {
    /// The value is longer than its cell.
    case noRoom(index: Int, needed: Int, room: Int)
    /// There is no such cell: a list keeps its length.
    case noCell(index: Int, count: Int)
    /// What has the name is no list.
    case notAList(String)
    case memory(NamedSharedMemoryError)

    public var description: String {
        switch self {
        case .noRoom(let index, let needed, let room):
            "cell \(index) has room for \(room) bytes, and the value takes \(needed); make the list with more room"
        case .noCell(let index, let count): "there is no cell \(index) in a list of \(count), which keeps its length"
        case .notAList(let name): "the shared memory \"\(name)\" is not that of a ShareableList"
        case .memory(let error): error.description
        }
    }
}
