/// Parts of a field that are fields of their own.
enum RequestParts {
    /// Narrows a range to the part; false when the field has no such part.
    @inline(__always)
    static func narrow(_ part: FieldPart, _ base: UnsafePointer<UInt8>, _ start: inout Int, _ end: inout Int) -> Bool {
        let text = unsafe LineBytes(base + start, end &- start)
        guard let (lower, upper) = range(of: part, in: text) else { return false }
        end = start &+ upper
        start = start &+ lower
        return true
    }

    @inline(__always)
    private static func range(of part: FieldPart, in text: LineBytes) -> (Int, Int)? {
        switch part {
        case .whole, .host, .program, .textOrBytes, .orInformation: return (0, text.count)
        case .level, .trimmed:
            var lower = 0
            var upper = text.count
            while lower < upper, isBlank(text[lower]) { lower += 1 }
            while upper > lower, isBlank(text[upper - 1]) { upper -= 1 }
            return (lower, upper)
        case .enclosed:
            var upper = text.count
            while upper > 0, isBlank(text[upper - 1]) { upper -= 1 }
            return (0, upper > 0 && text[upper - 1] == UInt8(ascii: ">") ? upper - 1 : upper)
        case .method:
            guard let end = firstBlank(in: text), isMethod(text, end) else { return nil }
            return (0, end)
        case .target:
            guard let method = firstBlank(in: text), isMethod(text, method) else { return nil }
            let end = protocolStart(text).map { $0 - 1 } ?? text.count
            return end > method + 1 ? (method + 1, end) : nil
        case .requestProtocol:
            guard let start = protocolStart(text), start > 0 else { return nil }
            return (start, text.count)
        case .address, .port: return addressRange(isPort: part == .port, hasPort: false, text)
        case .endpointAddress, .endpointPort:
            return addressRange(isPort: part == .endpointPort, hasPort: true, text)
        case .firstOfList:
            return firstClient(text)
        case .withoutLineEnd: return (0, lineEnd(text))
        case .beforeLogger, .trailingLogger, .pause, .instant:
            return MessageParts.range(of: part, in: text)
        case .syslogLevel, .priorityLevel, .tensLevel, .telemetryLevel, .letterLevel, .markLevel: return nil
        }
    }

    /// The first of a list that is known: proxies write `unknown` for others.
    private static func firstClient(_ list: LineBytes) -> (Int, Int)? {
        var start = 0
        while start < list.count {
            while start < list.count, list[start] == UInt8(ascii: ",") || list[start] == 32 { start += 1 }
            var end = start
            while end < list.count, list[end] != UInt8(ascii: ","), list[end] != 32 { end += 1 }
            let word = list.slice(start, end)
            if end > start, !word.equals("-"), !word.equals("unknown") { return (start, end) }
            start = end
        }
        return nil
    }

    @inline(__always)
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    /// Requests to servers begin with all kinds of bytes, some of which have blanks in them.
    @inline(__always)
    private static func isMethod(_ text: LineBytes, _ end: Int) -> Bool {
        end > 0 && end <= 24 && (text[0] &- 65 < 26 || text[0] &- 97 < 26)
    }

    @inline(__always)
    private static func firstBlank(in text: LineBytes) -> Int? { text.firstIndex(of: 32) }

    /// Where `HTTP/…` begins, behind the last blank; nil when the request names no protocol. The target may have blanks.
    @inline(__always)
    private static func protocolStart(_ text: LineBytes) -> Int? {
        // HTTP/1.1, by far the most frequent.
        let usual = text.count - 8
        if usual > 0, text.at(usual - 1) == 32, text.starts(with: "HTTP/", at: usual) { return usual }
        return unusualProtocolStart(text)
    }

    @inline(never)
    private static func unusualProtocolStart(_ text: LineBytes) -> Int? {
        guard let blank = text.lastIndex(of: 32) else { return nil }
        let rest = text.slice(blank + 1, text.count)
        let isProtocol = rest.starts(with: "HTTP/") || rest.starts(with: "RTSP/") || rest.starts(with: "SIP/")
        return isProtocol ? blank + 1 : nil
    }

    /// Where the escapes `\n` or `\r\n` at the end begin.
    @inline(never)
    private static func lineEnd(_ text: LineBytes) -> Int {
        var end = text.count
        for letter in [UInt8(ascii: "n"), UInt8(ascii: "r")] where end >= 2 && text[end - 1] == letter {
            var backslashes = 0
            while text.at(end - 2 - backslashes) == UInt8(ascii: "\\") { backslashes += 1 }
            if backslashes % 2 == 1 { end -= 2 }
        }
        return end
    }

    /// `1.2.3.4:80`, `[::1]:80`, `2001:db8::1:39759`, `::1` (no port), `1.2.3.4` (no port).
    ///
    /// - Parameter hasPort: whether there always is one. Else an IPv6 address without brackets has one only where it would
    ///   be none with it.
    @inline(never)
    private static func addressRange(isPort: Bool, hasPort: Bool, _ text: LineBytes) -> (Int, Int)? {
        if text.at(0) == UInt8(ascii: "["), let end = text.firstIndex(of: UInt8(ascii: "]")) {
            if !isPort { return (1, end) }
            return text.at(end + 1) == UInt8(ascii: ":") && end + 2 < text.count ? (end + 2, text.count) : nil
        }
        guard let colon = text.lastIndex(of: UInt8(ascii: ":")) else { return isPort ? nil : (0, text.count) }
        let isOnly = text.firstIndex(of: UInt8(ascii: ":")) == colon
        let digits = text.slice(colon + 1, text.count)
        let isNumber = digits.count > 0 && digits.count <= 5 && NumberText.integer(digits).map { $0 >= 0 } == true
        if !isOnly, !isNumber || !hasPort && Address(text) != nil { return isPort ? nil : (0, text.count) }
        if !isPort { return (0, colon) }
        return colon + 1 < text.count ? (colon + 1, text.count) : nil
    }
}
