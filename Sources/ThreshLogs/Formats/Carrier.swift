internal import Thresh

/// A format whose lines carry those of containers, each of which may write records of several lines.
enum Carrier: String, Sendable, Hashable, Codable {
    case cri, docker, compose, kubectl

    /// The field that says which program wrote a line; nil where all lines of a file are one's.
    var serviceField: String? {
        switch self {
        case .cri, .docker: nil
        case .compose: "service"
        case .kubectl: "container"
        }
    }

    /// What of a container's name its replicas have in common: `web` of `web-2` and of `web.1.abc123@node1`, `nginx` of the
    /// pod's `web-7d4/nginx`.
    func service(_ name: LineBytes) -> LineBytes {
        switch self {
        case .cri, .docker: return name.slice(0, 0)
        case .kubectl: return name.slice((name.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1, name.count)
        case .compose:
            if name.firstIndex(of: UInt8(ascii: "@")) != nil, let point = name.firstIndex(of: UInt8(ascii: ".")) {
                return name.slice(0, point)
            }
            var end = name.count
            while end > 0, name[end - 1] &- 48 < 10 { end -= 1 }
            let isNumbered = end > 1 && end < name.count && "-_".utf8.contains(name[end - 1])
            return isNumbered ? name.slice(0, end - 1) : name
        }
    }

    /// nil for lines that are no container's.
    func line(_ line: LineBytes) -> CarriedLine? {
        switch self {
        case .cri: return criLine(line)
        case .docker: return dockerLine(line)
        case .compose: return composeLine(line)
        case .kubectl: return kubectlLine(line)
        }
    }

    /// Whether a line has a time as kubectl writes it behind the container.
    static func hasKubectlTime(_ line: LineBytes) -> Bool {
        guard let end = line.firstIndex(of: UInt8(ascii: "]")) else { return false }
        return kubectlTimeLength(line.slice(min(end + 2, line.count), line.count)) != nil
    }

    /// Of `2024-05-01T12:30:00.123456789Z`, with seven digits of the fraction at least, up to a blank.
    private static func kubectlTimeLength(_ text: LineBytes) -> Int? {
        let length = TimeReader.length(.iso, text)
        guard length > 27, text[10] == UInt8(ascii: "T"), (20..<27).allSatisfy({ text[$0] &- 48 < 10 }),
            length == text.count || text[length] == 32
        else { return nil }
        return length
    }

    private func criLine(_ line: LineBytes) -> CarriedLine? {
        guard let blank = line.firstIndex(of: 32), Carrier.isStandardStream(line, at: blank + 1) else { return nil }
        let start = min(blank + 10, line.count)
        return CarriedLine(
            stream: blank + 1..<blank + 7, message: start..<line.count, goesOn: line.at(blank + 8) == UInt8(ascii: "P"))
    }

    /// `stdout` or `stderr` and a blank.
    private static func isStandardStream(_ line: LineBytes, at index: Int) -> Bool {
        if index + 8 > line.count {
            return line.starts(with: "stdout ", at: index) || line.starts(with: "stderr ", at: index)
        }
        // SAFETY: the line has as many bytes. The words are those of above, the first byte lowest.
        let word = unsafe LineScan.load(line.base, index) & 0x00FF_FFFF_FFFF_FFFF
        return word == 0x0020_7475_6F64_7473 || word == 0x0020_7272_6564_7473
    }

    private func dockerLine(_ line: LineBytes) -> CarriedLine? {
        guard line.starts(with: "{\"log\":") else { return nil }
        var start = 7
        while line.at(start) == 32 { start += 1 }
        guard line.at(start) == UInt8(ascii: "\"") else { return nil }
        start += 1
        var end = start
        while end < line.count, line[end] != UInt8(ascii: "\"") { end += line[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < line.count else { return nil }
        let isError = line.slice(end, line.count).contains("\"stderr\"")
        // The line end of what the program wrote is in the last part.
        let goesOn = !(end >= start + 2 && line.starts(with: "\\n", at: end - 2))
        return CarriedLine(stream: isError ? 0..<1 : 0..<0, message: start..<end, goesOn: goesOn)
    }

    private func composeLine(_ line: LineBytes) -> CarriedLine? {
        guard let blank = line.firstIndex(of: 32), blank > 0 else { return nil }
        var bar = blank
        while line.at(bar) == 32 { bar += 1 }
        guard line.at(bar) == UInt8(ascii: "|") else { return nil }
        let start = min(bar + 2, line.count)
        return CarriedLine(stream: 0..<blank, message: start..<line.count, goesOn: false)
    }

    private func kubectlLine(_ line: LineBytes) -> CarriedLine? {
        var stream = 0..<0
        var start = 0
        if line.starts(with: "[pod/") {
            guard let end = line.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            stream = 5..<end
            start = min(end + 2, line.count)
        }
        if let length = Carrier.kubectlTimeLength(line.slice(start, line.count)) {
            start = min(start + length + 1, line.count)
        } else if stream.isEmpty {
            return nil
        }
        return CarriedLine(stream: stream, message: start..<line.count, goesOn: false)
    }
}

/// Where in a container's line what is.
struct CarriedLine {
    /// What tells the lines of one container's stream from those of others.
    let stream: Range<Int>
    let message: Range<Int>
    /// Whether the runtime divided the message here.
    let goesOn: Bool
}

extension LogFormat {
    /// Which of the formats it is whose lines are those of containers.
    var carrier: Carrier? { Carrier(rawValue: name) }

    /// The formats of messages that several programs write, by the programs.
    static func ofServices(_ services: [ServiceFormat]) -> LogFormat {
        let formats = services.compactMap(\.format)
        var fields: [FieldDefinition] = []
        for format in formats {
            for name in format.fieldNames {
                guard let field = format.definitions(of: name).first else { continue }
                guard let index = fields.firstIndex(where: { $0.name == name }) else {
                    var own = FieldDefinition(name, field.type, .inner(name), aliases: field.aliases)
                    own.isSurveyed = field.isSurveyed
                    fields.append(own)
                    continue
                }
                fields[index].type = LogFormat.common(fields[index].type, field.type)
                for alias in field.aliases where !fields[index].aliases.contains(alias) {
                    fields[index].aliases.append(alias)
                }
            }
        }
        let names = Set(fields.map(\.name))
        for index in fields.indices { fields[index].aliases.removeAll { names.contains($0) } }
        var seen: Set<String> = []
        let written = formats.map(\.name).filter { seen.insert($0).inserted }
        var format = LogFormat(
            written.joined(separator: "|"), written.joined(separator: ", "), fields: fields,
            layout: .services(services), nulls: [])
        format.notes = formats.flatMap(\.notes)
        return format
    }
}

/// The format in which some programs write their messages; nil where those are texts.
struct ServiceFormat: Sendable, Hashable, Codable {
    var names: [String]
    let format: LogFormat?
}
