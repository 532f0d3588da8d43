internal import Thresh

/// What values look like, and what they are called.
extension LayoutWalk {
    /// A guess at what values are; `field1` and so on where nothing says it.
    func name(of values: [[UInt8]]) -> String {
        func most(_ test: ([UInt8]) -> Bool) -> Bool { values.count(where: test) * 10 >= values.count * 9 }
        if !label.isEmpty {
            let name = LinePatterns.name(ofLabel: label) ?? FieldNames.spelled(label)
            if !names.contains(name), name != "time", name != "level", name != "message" { return name }
        }
        if !names.contains("remote_addr"), most(LinePatterns.isAddress) { return "remote_addr" }
        if !names.contains("pid"), most({ $0.count < 9 && LinePatterns.isInteger($0) }), isEnclosed { return "pid" }
        let isInBrackets = separator.contains { "[(|#;".utf8.contains($0) }
        if !names.contains("thread"), isInBrackets, most(LayoutWalk.isThread) { return "thread" }
        if !names.contains("logger"), most({ LayoutWalk.isLogger($0, 0) }) { return "logger" }
        var number = 1
        while names.contains("field\(number)") { number += 1 }
        return "field\(number)"
    }

    private var isEnclosed: Bool { separator.contains { $0 != 32 } || separator.isEmpty || !hasLevel }

    static func isThread(_ value: [UInt8]) -> Bool {
        let text = String(decoding: value.prefix(80), as: UTF8.self).lowercased()
        return text == "main" || ["thread", "worker", "exec", "pool", "executor"].contains { text.contains($0) }
    }

    /// `com.example.App`, `app::module`, `net/http`, `file.py:12`.
    static func isLogger(_ line: [UInt8], _ place: Int) -> Bool {
        var dots = 0
        var index = place
        while index < line.count, line[index] != 32 {
            let byte = line[index]
            let isMark = ".:/$@".utf8.contains(byte)
            if isMark, index > place, index + 1 < line.count, line[index + 1] != 32 { dots += 1 }
            if !isMark, !LineMarks.isWordByte(byte), byte != UInt8(ascii: "-") { return false }
            index += 1
        }
        return dots > 0 && index > place && (line[place] | 0x20) &- 97 < 26 && !isMarkByte(line[index - 1])
    }

    static func isMarkByte(_ byte: UInt8) -> Bool { ".:/".utf8.contains(byte) }

    static func isAddress(_ line: [UInt8], _ place: Int) -> Bool {
        LinePatterns.isAddress(Array(line[place..<tokenEnd(line, place)]))
    }

    static func wordEnd(_ line: [UInt8], _ place: Int) -> Int {
        var end = place
        while end < line.count, LineMarks.isWordByte(line[end]) { end += 1 }
        return end
    }

    /// Where the next blank is, or with `atMarks` the next bracket or bar.
    static func tokenEnd(_ line: [UInt8], _ place: Int, atMarks: Bool = false) -> Int {
        var end = place
        while end < line.count, line[end] != 32, line[end] != 9 {
            if atMarks, "[](){}<>|#\",;".utf8.contains(line[end]) { break }
            if atMarks, line[end] == UInt8(ascii: ":"), end + 1 >= line.count || line[end + 1] == 32 { break }
            end += 1
        }
        return end
    }
}
