internal import Thresh

/// Writes a `log_format` for a line in no known format: what can be recognised gets nginx's name, the rest is `$field1` and
/// so on, and what stands between is kept.
struct FormatProposal {
    private let line: [UInt8]
    private var position = 0
    private var source = ""
    /// Variables so far: each is used once, but for times and addresses.
    private var used: Set<String> = []
    /// A word before a value that says what it is: `Length 512`, `host=a`, `UpstreamTime: 0.1`.
    private var label = ""
    /// Whether bars divide the line.
    private let hasBars: Bool

    /// nil when there is none that fits the line and finds anything in it.
    static func format(for line: ByteView) -> String? {
        var bytes = Array(line)
        while let last = bytes.last, last == 32 || last == 9 { bytes.removeLast() }
        guard bytes.count < 16 << 10, !bytes.contains(UInt8(ascii: "$")), !bytes.contains(where: { $0 < 32 && $0 != 9 })
        else { return nil }
        let learned =
            LinePatterns.holdsRequest(bytes) || bytes.first == UInt8(ascii: "{") && bytes.contains(UInt8(ascii: "\""))
            ? nil : LayoutLearner.formatString(for: [bytes])
        var proposal = FormatProposal(line: bytes)
        proposal.read()
        let isNamed = proposal.used.contains { !$0.hasPrefix("field") && !$0.hasPrefix("time") }
        let isTimed = proposal.used.contains { $0.hasPrefix("time") }
        var candidates = isNamed || isTimed ? [proposal.source] : []
        if let learned { candidates.insert(learned, at: learned.contains("$level") || !isNamed ? 0 : candidates.count) }
        // Without a time that is none.
        candidates += candidates.map { $0.split(separator: "$time", omittingEmptySubsequences: false) }
            .map { $0.joined(separator: "$clock") }
        return candidates.first { fits($0, bytes) }
    }

    private static func fits(_ source: String, _ line: [UInt8]) -> Bool {
        line.withByteView { view in
            guard let untyped = try? LogFormat.nginx(source),
                let format = try? FormatDetector.typed(untyped, by: view, isCut: false)
            else { return false }
            let times = format.fields.filter { $0.name.hasPrefix("time") }
            guard times.allSatisfy({ if case .time = $0.type { true } else { false } }),
                let explanation = try? LineExplanation(view, as: format)
            else { return false }
            return explanation.fault == nil
        }
    }

    private init(line: [UInt8]) {
        self.line = line
        hasBars = line.count { $0 == FormatProposal.bar } >= 4
    }

    private mutating func read() {
        while position < line.count {
            let byte = line[position]
            if let (variable, length) = LinePatterns.time(in: line, at: position) {
                add(variable)
                position += length
            } else if let end = cellEnd {
                add(quoted: Array(line[position..<end]))
                position = end
            } else if byte == UInt8(ascii: "\"") {
                // Cut off within a text: what would follow is not known.
                guard let end = closingQuote else {
                    used = []
                    return
                }
                let content = Array(line[(position + 1)..<end])
                source += "\""
                add(quoted: content)
                source += "\""
                position = end + 1
            } else if FormatProposal.isDelimiter(byte) {
                // Labels do not reach over a closing bracket or a bar.
                if byte != 32 && byte != 9 { label = "" }
                source.unicodeScalars.append(Unicode.Scalar(byte))
                position += 1
            } else {
                readWord()
            }
        }
    }

    /// Where the text ends that begins here between bars, when it is one with blanks in it.
    private var cellEnd: Int? {
        guard hasBars, line[..<position].last(where: { $0 != 32 }) ?? FormatProposal.bar == FormatProposal.bar,
            !FormatProposal.isDelimiter(line[position])
        else { return nil }
        var end = line[position...].firstIndex(of: FormatProposal.bar) ?? line.count
        while end > position, line[end - 1] == 32 { end -= 1 }
        let cell = Array(line[position..<end])
        let isLabelled = cell.prefix { $0 != 32 }.last == UInt8(ascii: ":")
        let isLong = cell.count(where: { $0 == 32 }) > 1 || LinePatterns.isAgent(cell) || LinePatterns.isRequest(cell)
        return isLong && !isLabelled && !cell.contains(UInt8(ascii: "\"")) ? end : nil
    }

    private static let bar = UInt8(ascii: "|")

    private var closingQuote: Int? {
        var index = position + 1
        while index < line.count, line[index] != UInt8(ascii: "\"") {
            index += line[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index < line.count ? index : nil
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool { " \t|;,()[]{}<>\"".utf8.contains(byte) }

    private mutating func readWord() {
        let start = position
        var end = start
        while end < line.count, !FormatProposal.isDelimiter(line[end]) { end += 1 }
        var word = Array(line[start..<end])
        // `key=value`, where the key is a name.
        if let equals = word.firstIndex(of: UInt8(ascii: "=")), LinePatterns.isName(word[..<equals]) {
            label = String(decoding: word[..<equals], as: UTF8.self).lowercased()
            source += String(decoding: word[...equals], as: UTF8.self)
            position = start + equals + 1
            return
        }
        if isLabel(word, behind: end) {
            source += String(decoding: word, as: UTF8.self)
            if word.last == UInt8(ascii: ":") { word.removeLast() }
            label = String(decoding: word, as: UTF8.self).lowercased()
            position = end
            return
        }
        position = end
        if let port = LinePatterns.portStart(of: word) {
            add(LinePatterns.isAddress(Array(word[..<port])) ? addressName() : "host")
            source += ":"
            add("port")
        } else {
            add(name(of: word))
        }
        label = ""
    }

    /// Whether a word is not a value but says what the next one is.
    private func isLabel(_ word: [UInt8], behind end: Int) -> Bool {
        guard end + 1 < line.count, line[end] == 32 else { return false }
        if word.last == UInt8(ascii: ":"), LinePatterns.isName(word.dropLast()) { return true }
        guard LinePatterns.isName(word[...]) else { return false }
        if word.contains(UInt8(ascii: "_")) { return true }
        // The first of several words in brackets.
        return source.last == "["
    }

    private mutating func add(_ variable: String) {
        var name = variable
        var number = 2
        while used.contains(name) {
            name = "\(variable)_\(number)"
            number += 1
        }
        // Twice the same known name is understood, and then numbered.
        let isKnown = variable == "remote_addr" || variable.hasPrefix("time") || variable == "msec"
        used.insert(name)
        source += "$" + (isKnown ? variable : name)
    }

    private mutating func add(quoted content: [UInt8]) {
        if LinePatterns.isRequest(content), !used.contains("request") {
            add("request")
        } else if let (variable, length) = LinePatterns.time(in: content, at: 0), length == content.count {
            add(variable)
        } else {
            add(quotedName(of: content))
        }
        label = ""
    }
}

// MARK: - Names

extension FormatProposal {
    private func addressName() -> String {
        if !used.contains("remote_addr") { return "remote_addr" }
        return used.contains("request") || used.contains("request_uri") ? "upstream_addr" : "server_addr"
    }

    /// What a word is, by its label, its looks and what was before it.
    private func name(of word: [UInt8]) -> String {
        if let known = LinePatterns.name(ofLabel: label), !used.contains(known) { return known }
        if LinePatterns.isAddress(word) { return addressName() }
        if !label.isEmpty, word != [UInt8(ascii: "-")] { return FieldNames.spelled(label) }
        let hasRequest = used.contains("request") || used.contains("request_uri")
        if LinePatterns.isMethod(word), !used.contains("request_method"), !hasRequest { return "request_method" }
        if LinePatterns.isProtocol(word) { return "server_protocol" }
        if LinePatterns.isTarget(word), !hasRequest { return "request_uri" }
        if LinePatterns.isStatus(word), !used.contains("status") { return "status" }
        // Before the request, a number like a status is another one: the upstream's.
        let mayBeSize = LinePatterns.isInteger(word) && (hasRequest || !LinePatterns.isStatus(word))
        if mayBeSize, used.contains("status"), !used.contains("body_bytes_sent") { return "body_bytes_sent" }
        if LinePatterns.isDecimal(word), !used.contains("request_time") { return "request_time" }
        let isBeforeTime =
            used.contains("remote_addr") && !hasRequest && !used.contains { $0.hasPrefix("time") }
        if isBeforeTime, used.contains("ident"), !used.contains("remote_user") { return "remote_user" }
        if word == [UInt8(ascii: "-")] { return isBeforeTime && !used.contains("ident") ? "ident" : nextField }
        if LinePatterns.isHost(word), !used.contains("host") { return "host" }
        return nextField
    }

    private func quotedName(of content: [UInt8]) -> String {
        if let known = LinePatterns.name(ofLabel: label), !used.contains(known) { return known }
        if !label.isEmpty { return FieldNames.spelled(label) }
        let hasRequest = used.contains("request") || used.contains("request_uri")
        if LinePatterns.isAddressList(content) {
            return used.contains("remote_addr") ? "http_x_forwarded_for" : "remote_addr"
        }
        if LinePatterns.isTarget(content), !hasRequest { return "request_uri" }
        if LinePatterns.isAgent(content), !used.contains("http_user_agent") { return "http_user_agent" }
        if LinePatterns.isWebAddress(content), !used.contains("http_referer") { return "http_referer" }
        if LinePatterns.isStatus(content), !used.contains("status") { return "status" }
        if LinePatterns.isInteger(content), used.contains("status"), !used.contains("body_bytes_sent") {
            return "body_bytes_sent"
        }
        if LinePatterns.isDecimal(content), !used.contains("request_time") { return "request_time" }
        if content == [UInt8(ascii: "-")], hasRequest, !used.contains("http_referer"), !used.contains("http_user_agent")
        {
            return "http_referer"
        }
        if LinePatterns.isHost(content), !used.contains("host") { return "host" }
        // As in the combined format.
        let isText = content.contains { ($0 | 0x20) &- 97 < 26 }
        if isText, used.contains("http_referer"), !used.contains("http_user_agent") { return "http_user_agent" }
        return nextField
    }

    private var nextField: String {
        var number = 1
        while used.contains("field\(number)") { number += 1 }
        return "field\(number)"
    }
}
