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

    init(_ templates: [String]) {
        ways = templates.flatMap { template in
            var rest = Array(template.utf8)[...]
            return LineSieve.ways(LineSieve.pieces(of: &rest)[...])
        }
    }

    /// - Parameter pairs: the line's.
    func passes(_ line: LineBytes, _ pairs: BytePairs) -> Bool {
        ways.contains { $0.pairs.isSubset(of: pairs) && $0.passes(line) }
    }

    // MARK: - Templates

    private enum Piece {
        case literal([UInt8])
        case field(type: String, hasExtent: Bool, isCut: Bool)
        case group([Piece])
        case padding
    }

    private static func pieces(of rest: inout ArraySlice<UInt8>) -> [Piece] {
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        func flush() {
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = []
        }
        while let byte = rest.popFirst() {
            switch (byte, rest.first) {
            case (UInt8(ascii: "{"), _):
                flush()
                let text = rest.prefix { $0 != UInt8(ascii: "}") }
                rest = rest[text.endIndex...].dropFirst()
                let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
                let type = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
                pieces.append(
                    .field(
                        type: type, hasExtent: parts.count > 2,
                        isCut: parts.count > 2 && parts[2].elementsEqual("cut".utf8)))
            case (UInt8(ascii: "<"), UInt8(ascii: "<")), (UInt8(ascii: "<"), UInt8(ascii: "?")):
                flush()
                rest = rest.dropFirst()
                pieces.append(.group(self.pieces(of: &rest)))
            case (UInt8(ascii: ">"), UInt8(ascii: ">")):
                rest = rest.dropFirst()
                flush()
                return pieces
            case (UInt8(ascii: " "), UInt8(ascii: " ")):
                flush()
                rest = rest.dropFirst()
                pieces += [.literal([32]), .padding]
            case (UInt8(ascii: "~"), _):
                flush()
                pieces.append(.padding)
            case (UInt8(ascii: "\\"), _):
                if let itself = rest.popFirst() { literal.append(itself) }
            default: literal.append(byte)
            }
        }
        flush()
        return pieces
    }

    /// A group at the beginning is there or not; one further on may always be missing.
    private static func ways(_ pieces: ArraySlice<Piece>) -> [Way] {
        guard case .group(let group)? = pieces.first else { return [way(pieces)] }
        return ways(group + pieces.dropFirst()) + ways(pieces.dropFirst())
    }

    private static func way(_ pieces: ArraySlice<Piece>) -> Way {
        var way = Way()
        var rest = pieces
        if case .literal(let bytes)? = rest.first {
            way.prefix = bytes
            rest = rest.dropFirst()
        }
        // The field ends where what follows begins.
        if case .field(let type, hasExtent: false, isCut: _)? = rest.first, rest.count > 1 {
            way.start =
                switch type {
                case "iso": .year
                case "rfc3164": .month
                case "level": .letter
                default: .anything
                }
        }
        way.pairs.insert(way.prefix)
        for piece in rest {
            switch piece {
            case .literal(let bytes):
                way.literals.append(bytes)
                way.pairs.insert(bytes)
            // All that follows may be missing.
            case .field(_, _, isCut: true): return way
            case .field, .group, .padding: break
            }
        }
        return way
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
}
