internal import ThreshPatterns

/// What lines of a format must have: how they begin, and what stands in them, in this order. It is read off the format's
/// templates without making the format, and tells most formats that a file is not in from a few bytes of its lines.
///
/// A line that passes may be in the format; one that does not pass is not.
struct LineSieve {
    private let ways: [Way]

    fileprivate struct Way {
        /// At the line's start.
        var prefix: [UInt8] = []
        /// What is behind it.
        var start = Start.anything
        /// Further on.
        var literals: [[UInt8]] = []
        /// Of all these bytes.
        var pairs = BytePairs()
    }

    fileprivate enum Start {
        case anything
        /// A level.
        case letter
        /// A time with the year first.
        case year
        /// A time with a month's name.
        case month
    }

    init(_ templates: [String]) { ways = templates.flatMap { Way.all(Array($0.utf8)[...]) } }

    /// - Parameter pairs: the line's.
    func passes(_ line: LineBytes, _ pairs: BytePairs) -> Bool {
        ways.contains { $0.pairs.isSubset(of: pairs) && $0.passes(line) }
    }
}

extension LineSieve.Way {
    /// Of a template. A group at the beginning is there or not; one further on may always be missing.
    fileprivate static func all(_ template: ArraySlice<UInt8>) -> [LineSieve.Way] {
        guard Self.opensGroup(template) else { return [LineSieve.Way(template)] }
        let (group, rest) = divide(template)
        return all(group + rest) + all(rest)
    }

    private static func opensGroup(_ rest: ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: "<"), let next = rest.dropFirst().first else { return false }
        return next == UInt8(ascii: "<") || next == UInt8(ascii: "?")
    }

    /// What is in the group that a template begins with, and what is behind it.
    private static func divide(_ template: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
        var rest = template.dropFirst(2)
        let start = rest.startIndex
        while let byte = rest.first {
            if byte == UInt8(ascii: ">"), rest.dropFirst().first == UInt8(ascii: ">") {
                return (template[start..<rest.startIndex], rest.dropFirst(2))
            }
            switch byte {
            case UInt8(ascii: "\\"): rest = rest.dropFirst(2)
            case UInt8(ascii: "{"): rest = rest.drop { $0 != UInt8(ascii: "}") }.dropFirst()
            default: rest = opensGroup(rest) ? divide(rest).1 : rest.dropFirst()
            }
        }
        return (template[start...], rest)
    }

    private init(_ template: ArraySlice<UInt8>) {
        var rest = template
        // Bytes that stand for themselves, so far.
        var literal = template.prefix(0)
        // Whether nothing but such bytes has been there.
        var isFirst = true
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: "{"):
                let isStart = isFirst
                take(&literal, &isFirst)
                let text = rest.dropFirst().prefix { $0 != UInt8(ascii: "}") }
                rest = rest[text.endIndex...].dropFirst()
                let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
                let type = text[colon...].dropFirst().prefix { $0 != UInt8(ascii: ":") }
                let extent = text[type.endIndex...].dropFirst()
                // The field ends where what follows begins.
                if isStart, type.endIndex == text.endIndex, !rest.isEmpty { start = LineSieve.Start(ofType: type) }
                // All that follows may be missing.
                if extent.elementsEqual("cut".utf8) { return }
            case UInt8(ascii: "<") where Self.opensGroup(rest):
                take(&literal, &isFirst)
                rest = Self.divide(rest).1
            case UInt8(ascii: " ") where rest.dropFirst().first == UInt8(ascii: " "):
                // One of them at least.
                if !literal.isEmpty { take(&literal, &isFirst) }
                literal = rest.prefix(1)
                take(&literal, &isFirst)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "~"):
                take(&literal, &isFirst)
                rest = rest.dropFirst()
            case UInt8(ascii: "\\"):
                // The byte behind it, be it what it may.
                if !literal.isEmpty { take(&literal, &isFirst) }
                literal = rest.dropFirst().prefix(1)
                rest = rest.dropFirst(2)
            default:
                literal = literal.isEmpty ? rest.prefix(1) : template[literal.startIndex...rest.startIndex]
                rest = rest.dropFirst()
            }
        }
        take(&literal, &isFirst)
    }

    private mutating func take(_ literal: inout ArraySlice<UInt8>, _ isFirst: inout Bool) {
        if !literal.isEmpty {
            let bytes = Array(literal)
            pairs.insert(bytes)
            if isFirst { prefix = bytes } else { literals.append(bytes) }
            literal = literal.prefix(0)
        }
        isFirst = false
    }
}

extension LineSieve.Start {
    fileprivate init(ofType type: ArraySlice<UInt8>) {
        self =
            if type.elementsEqual("iso".utf8) {
                .year
            } else if type.elementsEqual("rfc3164".utf8) {
                .month
            } else if type.elementsEqual("level".utf8) { .letter } else { .anything }
    }
}

extension LineSieve.Way {
    func passes(_ line: LineBytes) -> Bool {
        guard line.starts(with: prefix), begins(line, prefix.count) else { return false }
        var position = prefix.count
        for literal in literals {
            guard let end = line.end(of: literal, from: position) else { return false }
            position = end
        }
        return true
    }

    private func begins(_ line: LineBytes, _ index: Int) -> Bool {
        let byte = line.at(index)
        switch start {
        case .anything: return true
        case .letter: return (byte | 0x20) &- 97 < 26
        case .year: return (index..<index + 4).allSatisfy { line.at($0) &- 48 < 10 }
        case .month:
            // `Jan  5`, `5 Jan`, ` 5 Jan`.
            if byte &- 48 >= 10 { return (byte | 0x20) &- 97 < 26 || byte >= 0x80 || byte == 32 || byte == 9 }
            return line.at(index + 1) &- 48 >= 10 || line.at(index + 2) &- 48 >= 10
        }
    }
}

extension FormatCatalog {
    /// The formats that are steps, but for `text`, which fits all lines.
    static let sieves = entries.filter { !$0.templates.isEmpty && $0.name != "text" }.map { entry in
        (entry: entry, sieve: LineSieve(entry.templates))
    }

    /// What formats' lines look like, by the source.
    static let signatures = Dictionary(entries.compactMap(\.signature).map { ($0, LazyPattern($0)) }) { first, _ in
        first
    }
}
