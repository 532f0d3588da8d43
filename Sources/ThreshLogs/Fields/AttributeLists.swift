internal import Thresh

/// OpenTelemetry's lists of attributes in JSON, `[{"key":"a","value":{"intValue":"1"}}]`, as the objects that they stand
/// for: `{"a":1}`.
enum AttributeLists {
    /// The text with such objects in the place of lists; nil where it has no list.
    static func removed(from text: ByteView) -> [UInt8]? {
        let bytes = unsafe LineBytes(text)
        guard areIn(bytes) else { return nil }
        var buffer = ByteBuffer(capacity: text.count)
        append(bytes, to: &buffer)
        // What is cut off stays as it is.
        return buffer.count == text.count ? nil : Array(buffer.view)
    }

    private static func areIn(_ text: LineBytes) -> Bool {
        if text.end(of: Array("\"key\"".utf8), from: 0) == nil { return false }
        for index in 0..<text.count where text[index] == UInt8(ascii: "[") && beginsList(text, index) { return true }
        return false
    }

    static func append(_ text: LineBytes, to buffer: inout ByteBuffer) {
        var walk = Walk(text: text)
        walk.appendAll(to: &buffer)
    }

    /// Whether a bracket has an element behind it with a key and a value.
    fileprivate static func beginsList(_ text: LineBytes, _ bracket: Int) -> Bool {
        let walk = Walk(text: text)
        let brace = walk.nonBlank(bracket + 1)
        let key = walk.nonBlank(brace + 1)
        return text.at(brace) == UInt8(ascii: "{") && text.starts(with: "\"key\"", at: key)
    }

    private struct Walk {
        let text: LineBytes
        var position = 0
        private static let mostDepth = 32

        init(text: LineBytes) { self.text = text }

        func nonBlank(_ start: Int) -> Int {
            var index = start
            while index < text.count, text[index] == 32 || text[index] &- 9 < 5 { index += 1 }
            return index
        }

        mutating func appendAll(to buffer: inout ByteBuffer) {
            while position < text.count { appendPiece(to: &buffer, depth: 0) }
        }

        /// A text in quotes, a list, or a byte.
        private mutating func appendPiece(to buffer: inout ByteBuffer, depth: Int) {
            let byte = text[position]
            if byte == UInt8(ascii: "\"") { return appendText(to: &buffer) }
            if byte == UInt8(ascii: "["), depth < Walk.mostDepth, AttributeLists.beginsList(text, position) {
                let (start, length) = (position, buffer.count)
                if appendList(to: &buffer, depth: depth) { return }
                position = start
                buffer.truncate(to: length)
            }
            buffer.append(byte)
            position += 1
        }

        private mutating func appendText(to buffer: inout ByteBuffer) {
            let start = position
            position += 1
            while position < text.count, text[position] != UInt8(ascii: "\"") {
                position += text[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position = min(position + 1, text.count)
            unsafe buffer.append(ByteView(unsafeStart: text.base + start, count: position - start))
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            position = nonBlank(position)
            if text.at(position) != byte { return false }
            position += 1
            return true
        }

        /// - Returns: whether it is a list of attributes to its end.
        private mutating func appendList(to buffer: inout ByteBuffer, depth: Int) -> Bool {
            position += 1
            buffer.append(UInt8(ascii: "{"))
            repeat {
                guard take(UInt8(ascii: "{")), passName("\"key\""), text.at(position) == UInt8(ascii: "\"") else {
                    return false
                }
                appendText(to: &buffer)
                buffer.append(UInt8(ascii: ":"))
                if take(UInt8(ascii: ",")) {
                    guard passName("\"value\""), appendValue(to: &buffer, depth: depth + 1) else { return false }
                } else {
                    buffer.append("null")
                }
                guard take(UInt8(ascii: "}")) else { return false }
                position = nonBlank(position)
                if text.at(position) == UInt8(ascii: ",") { buffer.append(UInt8(ascii: ",")) }
            } while take(UInt8(ascii: ","))
            buffer.append(UInt8(ascii: "}"))
            return take(UInt8(ascii: "]"))
        }

        /// A name and its colon.
        private mutating func passName(_ name: StaticString) -> Bool {
            position = nonBlank(position)
            guard text.starts(with: name, at: position) else { return false }
            position += name.utf8CodeUnitCount
            guard take(UInt8(ascii: ":")) else { return false }
            position = nonBlank(position)
            return true
        }

        /// `{"intValue":"1"}`: what is in it.
        private mutating func appendValue(to buffer: inout ByteBuffer, depth: Int) -> Bool {
            guard take(UInt8(ascii: "{")) else { return false }
            if take(UInt8(ascii: "}")) {
                buffer.append("null")
                return true
            }
            position = nonBlank(position)
            let isInteger = text.starts(with: "\"intValue\"", at: position)
            guard text.at(position) == UInt8(ascii: "\"") else { return false }
            let length = buffer.count
            appendText(to: &buffer)
            buffer.truncate(to: length)
            guard take(UInt8(ascii: ":")) else { return false }
            position = nonBlank(position)
            if isInteger, text.at(position) == UInt8(ascii: "\"") {
                // Integers of 64 bits are in quotes.
                let start = position + 1
                appendText(to: &buffer)
                buffer.truncate(to: length)
                unsafe buffer.append(ByteView(unsafeStart: text.base + start, count: max(0, position - 1 - start)))
            } else {
                var open = 0
                while position < text.count {
                    let byte = text[position]
                    if open == 0, byte == UInt8(ascii: "}") || byte <= 32 { break }
                    let before = position
                    appendPiece(to: &buffer, depth: depth)
                    if position != before + 1 { continue }
                    if byte | 0x20 == UInt8(ascii: "{") { open += 1 }
                    if byte | 0x20 == UInt8(ascii: "}") { open -= 1 }
                }
            }
            return take(UInt8(ascii: "}"))
        }
    }
}
