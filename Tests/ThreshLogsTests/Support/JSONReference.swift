import Thresh

@testable import ThreshLogs

/// Reads a line of JSON as `Docs/LogFormats.md` says, byte by byte and as simply as can be: what the scanner must find.
struct JSONReference {
    struct Wanted {
        let path: [UInt8]
        let isInteger: Bool

        init(_ path: String, isInteger: Bool = false) {
            self.path = Array(path.utf8)
            self.isInteger = isInteger
        }
    }

    struct Value: Equatable {
        let bytes: [UInt8]
        let isEscaped: Bool
    }

    private struct Malformed: Error {
        let column: Int
    }

    private let dot = [UInt8(ascii: ".")]
    private let line: [UInt8]
    private let wanted: [Wanted]
    private let isWholeLine: Bool
    private var position = 0
    private var values: [Value?]

    private init(line: [UInt8], wanted: [Wanted], isWholeLine: Bool) {
        self.line = line
        self.wanted = wanted
        self.isWholeLine = isWholeLine
        values = [Value?](repeating: nil, count: wanted.count)
    }

    /// - Returns: the wanted values, or the column of the first fault.
    static func read(_ line: [UInt8], _ wanted: [Wanted], isWholeLine: Bool) -> (values: [Value?]?, column: Int) {
        var reader = JSONReference(line: line, wanted: wanted, isWholeLine: isWholeLine)
        do throws(Malformed) {
            try reader.readLine()
            return (reader.values, 0)
        } catch {
            return (nil, error.column)
        }
    }

    private var isDone: Bool { !isWholeLine && !values.contains(nil) }

    private var byte: UInt8? { position < line.count ? line[position] : nil }

    private func fail(at place: Int? = nil) -> Malformed { Malformed(column: (place ?? position) + 1) }

    private mutating func take(_ character: Character) -> Bool {
        guard byte == character.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func blanks() {
        while let byte, byte == 32 || (9...13).contains(byte) { position += 1 }
    }

    private mutating func readLine() throws(Malformed) {
        blanks()
        if !take("{") { throw fail() }
        if isDone { return }
        try members(of: [])
        if isDone { return }
        blanks()
        if byte != nil { throw fail() }
    }

    private mutating func members(of path: [UInt8]) throws(Malformed) {
        blanks()
        if take("}") { return }
        while true {
            blanks()
            guard let key = try? string() else { throw fail() }
            blanks()
            if !take(":") { throw fail() }
            blanks()
            try value(of: path + name(key))
            if isDone { return }
            blanks()
            if take(",") { continue }
            if take("}") { return }
            throw fail()
        }
    }

    private mutating func elements(of path: [UInt8]) throws(Malformed) {
        blanks()
        if take("]") { return }
        var number = 0
        while true {
            blanks()
            try value(of: path + Array(String(number).utf8))
            if isDone { return }
            blanks()
            number += 1
            if take(",") { continue }
            if take("]") { return }
            throw fail()
        }
    }

    private mutating func value(of path: [UInt8]) throws(Malformed) {
        let start = position
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
            if wanted.contains(where: { $0.path.starts(with: path + dot) }) {
                if take("{") {
                    try members(of: path + dot)
                } else {
                    position += 1
                    try elements(of: path + dot)
                }
                if isDone { return }
                return note(path, start..<position, isEscaped: false)
            }
            try passContainer()
            return try check(path, start, start..<position, isEscaped: false)
        }
        if byte == UInt8(ascii: "\"") {
            let inside = try string()
            return try check(path, start + 1, inside, isEscaped: line[inside].contains(UInt8(ascii: "\\")))
        }
        for word in ["true", "false", "null"] where line[position...].starts(with: Array(word.utf8)) {
            position += word.utf8.count
            if word == "null" { return }
            return try check(path, start, start..<position, isEscaped: false)
        }
        while let byte, "0123456789+-.eE".utf8.contains(byte) { position += 1 }
        let number = line[start..<position]
        guard let first = number.first, "-0123456789".utf8.contains(first), "0123456789".utf8.contains(number.last!)
        else {
            throw fail(at: start)
        }
        try check(path, start, start..<position, isEscaped: false)
    }

    private mutating func check(_ path: [UInt8], _ start: Int, _ range: Range<Int>, isEscaped: Bool) throws(Malformed) {
        for (index, field) in wanted.enumerated() where field.path == path && values[index] == nil {
            if field.isInteger, Int(String(decoding: line[range], as: UTF8.self)) == nil { throw fail(at: start) }
        }
        note(path, range, isEscaped: isEscaped)
    }

    private mutating func note(_ path: [UInt8], _ range: Range<Int>, isEscaped: Bool) {
        for (index, field) in wanted.enumerated() where field.path == path && values[index] == nil {
            values[index] = Value(bytes: Array(line[range]), isEscaped: isEscaped)
        }
    }

    /// The inside of a string.
    private mutating func string() throws(Malformed) -> Range<Int> {
        let start = position
        var index = position + 1
        guard byte == UInt8(ascii: "\"") else { throw fail() }
        while index < line.count, line[index] != UInt8(ascii: "\"") {
            index += line[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < line.count else { throw fail(at: start) }
        position = index + 1
        return start + 1..<index
    }

    /// Objects and arrays in which nothing is wanted: strings and brackets.
    private mutating func passContainer() throws(Malformed) {
        var depth = 0
        repeat {
            switch byte {
            case nil: throw fail()
            case UInt8(ascii: "\""):
                _ = try string()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            position += 1
        } while depth > 0
    }

    private func name(_ key: Range<Int>) -> [UInt8] {
        let bytes = Array(line[key])
        guard bytes.contains(UInt8(ascii: "\\")) else { return bytes }
        var name = ByteBuffer()
        withView(bytes) { Escapes.appendJSON($0, to: &name) }
        return Array(name.view)
    }
}
