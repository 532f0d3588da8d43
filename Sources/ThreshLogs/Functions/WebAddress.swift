/// Parts of an address of the web or of a request's target.
enum WebAddress {
    /// Without scheme, host, query and fragment: `/a/b` of `https://example.com/a/b?c#d`.
    ///
    /// What begins with a slash is all path, with two of them too: so requests are logged, and hosts are not.
    static func path(_ url: LineBytes) -> LineBytes {
        let start = url.at(0) == UInt8(ascii: "/") ? 0 : hostRange(url)?.1 ?? 0
        var end = start
        while end < url.count, url[end] != UInt8(ascii: "?"), url[end] != UInt8(ascii: "#") { end += 1 }
        return url.slice(start, end)
    }

    /// nil when there is none.
    static func host(_ url: LineBytes) -> LineBytes? {
        guard var (start, end) = hostRange(url) else { return nil }
        // Not the user and password, nor the port.
        for index in start..<end where url[index] == UInt8(ascii: "@") { start = index + 1 }
        if url.at(start) == UInt8(ascii: "["), let bracket = url.firstIndex(of: UInt8(ascii: "]"), from: start) {
            return bracket < end ? url.slice(start, bracket + 1) : nil
        }
        for index in start..<end where url[index] == UInt8(ascii: ":") {
            end = index
            break
        }
        return end > start ? url.slice(start, end) : nil
    }

    /// `host:port` behind `scheme://` or `//`.
    private static func hostRange(_ url: LineBytes) -> (Int, Int)? {
        var index = 0
        while index < url.count, index < 20, (url[index] | 0x20) &- 97 < 26 || url[index] == UInt8(ascii: "+") {
            index += 1
        }
        if index > 0 {
            guard url.at(index) == UInt8(ascii: ":") else { return nil }
            index += 1
        }
        guard url.at(index) == UInt8(ascii: "/"), url.at(index + 1) == UInt8(ascii: "/") else { return nil }
        let start = index + 2
        var end = start
        while end < url.count, !"/?#".utf8.contains(url[end]) { end += 1 }
        return (start, end)
    }

    /// The value of a parameter of the query, still encoded; nil when it is not there.
    static func parameter(_ name: LineBytes, of url: LineBytes) -> LineBytes? {
        var index = url.firstIndex(of: UInt8(ascii: "?")).map { $0 + 1 } ?? url.count
        while index < url.count, url[index] != UInt8(ascii: "#") {
            let start = index
            while index < url.count, !"&;#".utf8.contains(url[index]) { index += 1 }
            let pair = url.slice(start, index)
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
            if pair.slice(0, equals).hasSameBytes(as: name) {
                return pair.slice(min(equals + 1, pair.count), pair.count)
            }
            if index < url.count, url[index] != UInt8(ascii: "#") { index += 1 }
        }
        return nil
    }

    /// Up to eight letters and digits behind the last dot of the path's last part; nil when there is none.
    static func fileExtension(_ url: LineBytes) -> LineBytes? {
        let path = path(url)
        var index = path.count
        while index > 0, path.count - index <= 8 {
            let byte = path[index - 1]
            if byte == UInt8(ascii: ".") {
                return index < path.count && index > 1 ? path.slice(index, path.count) : nil
            }
            guard byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 else { return nil }
            index -= 1
        }
        return nil
    }

    /// `%41` and `+` decoded.
    static func decoded(_ text: LineBytes) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%"), let high = digit(text.at(index + 1)),
                let low = digit(text.at(index + 2))
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(text[index] == UInt8(ascii: "+") ? 32 : text[index])
                index += 1
            }
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        if byte &- 48 < 10 { return byte &- 48 }
        return (byte | 0x20) &- 97 < 6 ? (byte | 0x20) &- 87 : nil
    }
}
