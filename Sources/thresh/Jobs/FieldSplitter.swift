import ArgumentParser
import Thresh

/// Finds a field of a line: between separators, or, without one, between runs of blanks and TABs.
struct FieldSplitter {
    /// Counted from 0.
    let field: Int
    let separator: UInt8?

    /// The field's place in the line; nil when the line has too few fields.
    @inline(__always)
    func range(in line: ByteView) -> Range<Int>? {
        if let separator { return separatedRange(in: line, separator) }
        var position = 0
        var remaining = field
        while true {
            while position < line.count && isBlank(line[position]) { position += 1 }
            if position == line.count { return nil }
            let start = position
            while position < line.count && !isBlank(line[position]) { position += 1 }
            if remaining == 0 { return start..<position }
            remaining -= 1
        }
    }

    private func separatedRange(in line: ByteView, _ separator: UInt8) -> Range<Int>? {
        var start = 0
        for _ in 0..<field {
            guard let end = line.firstIndex(of: separator, from: start) else { return nil }
            start = end + 1
        }
        return start..<(line.firstIndex(of: separator, from: start) ?? line.count)
    }

    @inline(__always)
    private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    /// A separator as it is typed: one byte, or \t.
    static func separator(_ text: String?) throws -> UInt8? {
        guard let text else { return nil }
        if text == "\\t" { return 9 }
        guard text.utf8.count == 1, let byte = text.utf8.first, byte != 10 else {
            throw ValidationError("--separator '\(text)' must be one ASCII character, or \\t.")
        }
        return byte
    }
}
