/// Divides an expression into tokens.
struct ExpressionLexer {
    private let source: String
    private let bytes: [UInt8]
    private var position = 0

    init(_ source: String) {
        self.source = source
        bytes = Array(source.utf8)
    }

    mutating func tokens() throws(ExpressionError) -> [Token] {
        var tokens: [Token] = []
        while true {
            while position < bytes.count, bytes[position] == 32 || bytes[position] &- 9 < 5 { position += 1 }
            let start = position
            guard position < bytes.count else {
                tokens.append(Token(kind: .end, range: start..<start))
                return tokens
            }
            let kind = try token()
            tokens.append(Token(kind: kind, range: start..<position))
        }
    }

    private func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

    private mutating func token() throws(ExpressionError) -> Token.Kind {
        let first = bytes[position]
        if first &- 48 < 10 { return try number() }
        if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") { return .literal(.text(try quoted(first))) }
        if first == UInt8(ascii: "`") { return .quotedName(try quoted(first)) }
        if isNameStart(first) { return .name(name()) }
        // A field by its number.
        if first == UInt8(ascii: "#"), byte(position + 1) &- 48 < 10 {
            let start = position
            position += 1
            while byte(position) &- 48 < 10 { position += 1 }
            return .quotedName(String(decoding: bytes[start..<position], as: UTF8.self))
        }
        for symbol in ["==", "!=", "<=", ">=", "<>", "!~", "=~", "&&", "||"]
        where bytes[position...].starts(with: symbol.utf8) {
            position += 2
            return .symbol(symbol)
        }
        if "=<>~+-*/%(),[]!".utf8.contains(first) {
            position += 1
            return .symbol(String(UnicodeScalar(first)))
        }
        throw ExpressionError("unexpected character", in: source, at: position)
    }

    private func isNameStart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "@") || byte >= 0x80
    }

    /// Letters, digits, underscores, and dots between them.
    private mutating func name() -> String {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            let isDot =
                byte == UInt8(ascii: ".")
                && (isNameStart(self.byte(position + 1)) || self.byte(position + 1) &- 48 < 10)
            guard isNameStart(byte) || byte &- 48 < 10 || isDot else { break }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Between quotes; a backslash keeps the next quote or backslash.
    private mutating func quoted(_ quote: UInt8) throws(ExpressionError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != quote {
            if bytes[position] == UInt8(ascii: "\\"),
                byte(position + 1) == quote || byte(position + 1) == UInt8(ascii: "\\")
            {
                position += 1
            }
            text.append(bytes[position])
            position += 1
        }
        if position == bytes.count { throw ExpressionError("no closing quote", in: source, at: start) }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }

    /// `12`, `1.5e3`, `250ms`, `10MB`, `2015-05-17`, `2015-05-17T12:30`.
    private mutating func number() throws(ExpressionError) -> Token.Kind {
        let start = position
        if let time = TimeLiteral.prefix(of: bytes[position...]) {
            position += time.length
            if byte(position) &- 48 < 10 || isNameStart(byte(position)) {
                throw ExpressionError("no time; write it as 2015-05-17 or 2015-05-17T12:30:00", in: source, at: start)
            }
            return .literal(time.literal)
        }
        while byte(position) &- 48 < 10 { position += 1 }
        var isInteger = true
        if byte(position) == UInt8(ascii: "."), byte(position + 1) &- 48 < 10 {
            isInteger = false
            position += 1
            while byte(position) &- 48 < 10 { position += 1 }
        }
        let sign = byte(position + 1) == UInt8(ascii: "-") || byte(position + 1) == UInt8(ascii: "+")
        if byte(position) | 0x20 == UInt8(ascii: "e"), byte(position + (sign ? 2 : 1)) &- 48 < 10 {
            isInteger = false
            position += sign ? 2 : 1
            while byte(position) &- 48 < 10 { position += 1 }
        }
        let digits = Array(bytes[start..<position])
        let unitStart = position
        while isNameStart(byte(position)) { position += 1 }
        let unit = String(decoding: bytes[unitStart..<position], as: UTF8.self)
        guard let value = digits.withLineBytes({ NumberText.value($0) }) else {
            throw ExpressionError("no number", in: source, at: start)
        }
        if unit.isEmpty {
            if isInteger {
                if let integer = digits.withLineBytes({ NumberText.integer($0) }) { return .literal(.integer(integer)) }
                guard let large = digits.withLineBytes({ LargeNumber.digits($0)?.string }) else {
                    throw ExpressionError("the number is too large", in: source, at: start)
                }
                return .literal(.large(large))
            }
            let large = digits.withLineBytes { LargeNumber.digits($0)?.string }
            return .literal(large.map { .large($0) } ?? .number(value))
        }
        let written = Array(bytes[start..<position])
        if let seconds = written.withLineBytes({ NumberText.duration($0, .written) }) {
            return .literal(.duration(seconds))
        }
        guard let size = written.withLineBytes({ NumberText.size($0) }) else {
            throw ExpressionError(
                "unknown unit '\(unit)'; there are ns us ms s m h d w, and kB MB GB KiB MiB GiB", in: source,
                at: unitStart)
        }
        return .literal(size < 9e15 && size == size.rounded() ? .integer(Int(size)) : .number(size))
    }
}
