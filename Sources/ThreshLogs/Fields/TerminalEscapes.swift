internal import Thresh

/// The sequences with which programs colour what they write to a terminal: `ESC[32m` and the like. They are no part of what
/// a line says.
///
/// The byte ESC may be spelled out, as JSON (`\u001b`), rsyslog (`#033`) and web servers (`\x1b`) do; then only colours and
/// the clearing of a line are such a sequence.
enum TerminalEscapes {
    private static let escape: UInt8 = 0x1B
    private static let spellings: [StaticString] = ["\\u001b[", "\\u001B[", "#033[", "\\x1b[", "\\x1B["]

    /// Some bytes without them; nil where there are none.
    static func removed(from view: ByteView) -> [UInt8]? {
        let text = unsafe LineBytes(view)
        guard mayBeIn(text), next(in: text, from: 0) != nil else { return nil }
        var buffer = ByteBuffer(capacity: view.count)
        append(text, to: &buffer)
        return Array(buffer.view)
    }

    /// A look at each byte takes long where text is long.
    private static func mayBeIn(_ text: LineBytes) -> Bool {
        [escape, UInt8(ascii: "\\"), UInt8(ascii: "#")].contains { text.end(of: [$0], from: 0) != nil }
    }

    static func areIn(_ text: LineBytes) -> Bool { next(in: text, from: 0) != nil }

    static func append(_ text: LineBytes, to buffer: inout ByteBuffer) {
        var start = 0
        while start < text.count {
            let found = next(in: text, from: start) ?? text.count..<text.count
            unsafe buffer.append(UnsafeRawBufferPointer(start: text.base + start, count: found.lowerBound - start))
            start = found.upperBound
        }
    }

    /// Where a byte stands that `append` makes the one of this number.
    static func sourceOffset(ofRemaining offset: Int, in text: LineBytes) -> Int {
        var removed = 0
        var start = 0
        while let found = next(in: text, from: start), found.lowerBound - removed <= offset {
            removed += found.count
            start = found.upperBound
        }
        return offset + removed
    }

    private static func next(in text: LineBytes, from start: Int) -> Range<Int>? {
        var index = start
        while index < text.count {
            let byte = text[index]
            if byte == escape || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "#"),
                let end = end(in: text, at: index)
            {
                return index..<end
            }
            index += 1
        }
        return nil
    }

    /// Where the sequence ends that begins here; nil where none does.
    private static func end(in text: LineBytes, at start: Int) -> Int? {
        if text[start] != escape {
            guard let spelling = spellings.first(where: { text.starts(with: $0, at: start) }) else { return nil }
            return endOfControl(text, start + spelling.utf8CodeUnitCount).flatMap { end in
                text[end - 1] == UInt8(ascii: "m") || text[end - 1] == UInt8(ascii: "K") ? end : nil
            }
        }
        switch text.at(start + 1) {
        case UInt8(ascii: "["): return endOfControl(text, start + 2)
        case UInt8(ascii: "]"): return endOfCommand(text, start + 2)
        // A character set.
        case UInt8(ascii: "("), UInt8(ascii: ")"): return start + 3 <= text.count ? start + 3 : nil
        default: return nil
        }
    }

    /// ECMA-48's control sequence, behind its introducer: parameters, intermediate bytes, a final byte.
    private static func endOfControl(_ text: LineBytes, _ start: Int) -> Int? {
        var index = start
        while (0x30...0x3F).contains(text.at(index)) { index += 1 }
        while (0x20...0x2F).contains(text.at(index)) { index += 1 }
        return (0x40...0x7E).contains(text.at(index)) ? index + 1 : nil
    }

    /// A command to the terminal, as a link is: up to BEL or `ESC\`.
    private static func endOfCommand(_ text: LineBytes, _ start: Int) -> Int? {
        var index = start
        while index < text.count, text[index] >= 0x20 { index += 1 }
        if text.at(index) == 7 { return index + 1 }
        return text.at(index) == escape && text.at(index + 1) == UInt8(ascii: "\\") ? index + 2 : nil
    }
}
