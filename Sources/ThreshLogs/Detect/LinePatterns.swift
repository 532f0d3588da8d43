internal import Thresh
internal import ThreshPatterns

/// What pieces of access logs look like.
enum LinePatterns {
    /// nginx's name for a time that begins at a place, and its length; `time` for times that nginx does not write.
    ///
    /// Dates without a clock are none here, nor are those whose numbers do not say whether day or month is first.
    static func time(in line: [UInt8], at start: Int) -> (variable: String, length: Int)? {
        let isStart = start == 0 || !isWordByte(line[start - 1])
        guard isStart, start < line.count, isWordByte(line[start]) || line[start] >= 0x80 else { return nil }
        let rest = Array(line[start..<min(start + 96, line.count)])
        if matches(#"^1\d{9}\.\d{3}(?![\w.])"#, rest) { return ("msec", 14) }
        var best: (variable: String, length: Int)?
        for layout in TimeLayout.candidates where layout != .epoch {
            let length = rest.withLineBytes { text in
                let length = TimeReader.length(layout, text)
                let time = text.slice(0, length)
                let isOpen = DateOrder.rivals.contains(layout) && !DateOrder.isSure(time, layout)
                let hasClock = time.firstIndex(of: UInt8(ascii: ":")) != nil || layout == .compact && length > 8
                return isOpen || !hasClock ? 0 : length
            }
            if length > best?.length ?? 0 { best = (variable(layout, rest, length), length) }
        }
        return best
    }

    private static func variable(_ layout: TimeLayout, _ text: [UInt8], _ length: Int) -> String {
        switch layout {
        case .clf, .dayMonthYear:
            matches(#"^\d\d/[A-Z][a-z]{2}/\d{4}:\S{8} [+-]\d{4}$"#, Array(text[..<length])) ? "time_local" : "time"
        case .iso:
            length >= 19 && text[13] == UInt8(ascii: ":") && text[16] == UInt8(ascii: ":") ? "time_iso8601" : "time"
        default: "time"
        }
    }

    /// Whether a line has a time as servers write it where they are not told otherwise: `[10/Oct/2000:13:55:36 -0700]`.
    static func hasServerTime(_ line: [UInt8]) -> Bool { serverTime.matches(line) }

    private static let serverTime = LazyPattern(#"\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]"#)

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "_")
    }

    private static func matches(_ source: String, _ text: [UInt8]) -> Bool {
        LazyPattern(source).matches(text)
    }

    static func holdsRequest(_ line: [UInt8]) -> Bool {
        matches(#"(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT|PROPFIND) +\S|HTTP/[123]"#, line)
    }

    static func holdsQuotedRequest(_ line: [UInt8]) -> Bool { quotedRequest.matches(line) }

    private static let quotedRequest = LazyPattern(#""[A-Z]{3,10} \S+ HTTP/\d(?:\.\d)?""#)

    /// Formats of proxies and of AWS that a line may be meant to be in.
    static func proxyNames(_ line: [UInt8]) -> [String] {
        if matches(#"^[A-Za-z][\w.-]*(?::\d+)? [\da-fA-F.:]+ "#, line) { return ["vhost-combined"] }
        if matches(#"^(?:https?|h2|grpcs|wss?) \d{4}-"#, line) { return ["alb"] }
        if matches(#" (?:REST|WEBSITE|BATCH|S3)\.\w+"#, line) { return ["s3"] }
        if matches(#"^\d{4}-\d\d-\d\dT\S+Z [\w.-]+ [\d.]+:\d+ "#, line) { return ["elb"] }
        if matches(#" -?\d+/-?\d+/-?\d+/"#, line) { return ["haproxy"] }
        if matches(#"^\d{10}\.\d+ +\d+ "#, line) { return ["squid"] }
        return []
    }

    static func isHostOrAddress(_ word: [UInt8]) -> Bool {
        isAddress(word) || portStart(of: word) != nil || matches(#"^-$|^[A-Za-z0-9](?:[\w.:%-]*\w)?$"#, word)
    }

    static func isRequest(_ text: [UInt8]) -> Bool {
        matches(#"^[A-Z]{3,} \S.* [A-Z]{3,5}/\d|^(?:GET|POST|HEAD) \S"#, text)
    }
    static func isMethod(_ text: [UInt8]) -> Bool {
        matches("^(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE|PROPFIND|REPORT)$", text)
    }
    static func isProtocol(_ text: [UInt8]) -> Bool { matches(#"^HTTP/\d(?:\.\d)?$"#, text) }
    static func isTarget(_ text: [UInt8]) -> Bool { matches(#"^/\S*$"#, text) }
    static func isWebAddress(_ text: [UInt8]) -> Bool { matches("^(?:https?|android-app)://", text) }
    static func isAgent(_ text: [UInt8]) -> Bool {
        matches(#"^[\w][\w .+-]*/v?\d|^Mozilla|compatible;|^\w[\w ]+/\d"#, text)
    }
    static func isStatus(_ text: [UInt8]) -> Bool { matches(#"^[1-5]\d\d$"#, text) }
    static func isInteger(_ text: [UInt8]) -> Bool { matches(#"^\d+$"#, text) }
    static func isDecimal(_ text: [UInt8]) -> Bool { matches(#"^\d+\.\d+$"#, text) }
    static func isHost(_ text: [UInt8]) -> Bool {
        matches(#"^(?:[A-Za-z0-9*](?:[\w-]*)\.)+[A-Za-z]{2,}$|^localhost$"#, text)
    }
    static func isAddress(_ text: [UInt8]) -> Bool { text.withLineBytes { Address($0) } != nil }
    static func isAddressList(_ text: [UInt8]) -> Bool {
        text.split(separator: UInt8(ascii: ",")).allSatisfy { part in
            isAddress(Array(part.drop { $0 == 32 }.reversed().drop { $0 == 32 }.reversed()))
        } && !text.isEmpty
    }
    static func isName(_ text: ArraySlice<UInt8>) -> Bool { matches(#"^[A-Za-z][A-Za-z_-]*$"#, Array(text)) }

    /// Where `:80` begins in an address or host name with a port.
    static func portStart(of word: [UInt8]) -> Int? {
        guard let colon = word.lastIndex(of: UInt8(ascii: ":")), word.firstIndex(of: UInt8(ascii: ":")) == colon,
            isInteger(Array(word[(colon + 1)...])), word.count - colon <= 6
        else { return nil }
        let host = Array(word[..<colon])
        return isAddress(host) || isHost(host) ? colon : nil
    }

    /// nginx's variable for what logs call a value.
    static func name(ofLabel label: String) -> String? {
        switch label {
        case "client", "remote", "src", "ip", "clientip", "remote_addr", "client_ip": "remote_addr"
        case "length", "bytes", "bytes_out", "size", "body_bytes_sent", "bytes_sent": "body_bytes_sent"
        case "status", "code", "status_code": "status"
        case "request", "req": "request"
        case "method", "http_method", "request_method": "request_method"
        case "uri", "url", "path", "uri_path", "request_uri": "request_uri"
        case "referer", "referrer", "http_referer": "http_referer"
        case "agent", "ua", "user-agent", "http_user_agent", "useragent", "user_agent": "http_user_agent"
        case "host", "vhost", "site", "server_name", "http_host": "host"
        case "user", "remote_user": "remote_user"
        case "rt", "requesttime", "request_time", "request-time": "request_time"
        case "urt", "upstreamresponse", "upstream_response_time", "respondtime": "upstream_response_time"
        case "uct", "upstreamconnect", "upstream_connect_time": "upstream_connect_time"
        case "xff", "x_forwarded_for", "http_x_forwarded_for", "forwarded-for": "http_x_forwarded_for"
        default: nil
        }
    }
}
