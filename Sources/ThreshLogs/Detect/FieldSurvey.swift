internal import Thresh

/// Which fields some lines of an open format have, and what is in them.
struct FieldSurvey {
    private var names: [String] = []
    private var values: [String: [SampledValue]] = [:]

    init(_ format: LogFormat, _ sample: SampleLines) {
        for line in sample.lines {
            line.withLineBytes { line in
                switch format.layout {
                case .json: collectJSON(line)
                case .logfmt:
                    for (key, value) in FieldSurvey.pairs(line) ?? [] {
                        let hasComma = format.hasCommasBetweenPairs && value.last == UInt8(ascii: ",")
                        add(key, SampledValue(hasComma ? Array(value.dropLast()) : value))
                    }
                case .steps, .pattern, .pairs, .journal, .wrapped, .services: break
                }
            }
        }
    }

    init(pairs texts: [[UInt8]], _ style: PairStyle) {
        for text in texts {
            text.withLineBytes { text in
                var walk = PairWalk(text, style)
                while let pair = walk.next() {
                    let value = text.slice(pair.value.lowerBound, pair.value.upperBound)
                    if style.isNoValue(value) { continue }
                    add(text.slice(pair.key.lowerBound, pair.key.upperBound).string, SampledValue(value.bytes))
                }
            }
        }
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    /// The format with types for what the lines have: of an open format all fields, of others those they define.
    static func typed(_ format: LogFormat, _ sample: SampleLines) -> LogFormat {
        if format.isOpen { return FieldSurvey(format, sample).completing(format) }
        guard let columns = columns(of: format, sample) else { return format }
        var typed = format
        let commas: Commas =
            format.hasThousandsComma
            ? .thousands : format.table?.separator == UInt8(ascii: ",") ? .likelyThousands : .told
        let printed = format.columnPlaces.map { _ in PrintedUnits(names: format.fieldNames) }
        for index in columns.indices where [.text, .any].contains(format.fields[index].type) {
            let name = format.fields[index].name
            let found = type(of: columns[index], named: name, hasDecimalComma: format.hasDecimalComma, commas, printed)
            if case .numeral(let numeral) = found, printed != nil || numeral.measure == .size {
                typed.fieldNotes[name] = PrintedUnits.note(on: columns[index], as: numeral, named: name)
            }
            typed.fields[index].type = found
            if let note = noteOfCommas(columns[index], found, named: name, isTable: format.table != nil) {
                typed.notes.append(note)
            }
            if format.table?.separator == UInt8(ascii: ";"), !found.hasDecimalComma, !format.hasDecimalComma,
                let note = noteOfPoints(columns[index], named: name)
            {
                typed.notes.append(note)
            }
            typed.fields[index].isSurveyed = true
            typed.undecidedDates[name] = undecidedDate(of: columns[index], named: name)
        }
        let places = Dictionary(
            zip(format.fields.map(\.name), format.fields.indices), uniquingKeysWith: { first, _ in first })
        let joining = typed.joiningTime { name in places[name].map { columns[$0].map(\.bytes) } ?? [] }
        return joining.withUsualNames()
    }

    /// Text whose lines are values: numbers, lengths of time, sizes, or times, one a line.
    static func typingLines(_ text: LogFormat, _ sample: SampleLines) -> LogFormat {
        guard text.name == "text", let index = text.fields.firstIndex(where: { $0.name == "message" }) else {
            return text
        }
        let values = sample.lines.map { SampledValue($0) }
        var typed = text
        let found = type(
            of: values, named: "message", hasDecimalComma: text.hasDecimalComma,
            text.hasThousandsComma ? .thousands : .told)
        if let note = noteOfCommas(values, found, named: "message", isTable: true) { typed.notes.append(note) }
        switch found {
        // What is none stays a text.
        case .number: typed.fields[index].type = .numeral(.number)
        case .numeral(let numeral):
            typed.fields[index].type = .numeral(numeral)
            if numeral.measure == .size {
                typed.fieldNotes["message"] = PrintedUnits.note(on: values, as: numeral, named: "message")
            }
        case .time(let layout):
            typed.fields[index].type = .time(layout)
            typed.fields[index].aliases.append("time")
        default:
            guard let date = undecidedDate(of: values, named: "message") else { return typed }
            typed.undecidedDates["message"] = date
        }
        typed.fields[index].isSurveyed = true
        return typed
    }

    /// The format with numbers where the lines have some in fields that are texts as far as it says.
    static func settingNumbers(
        _ format: LogFormat, _ sample: SampleLines, where isWanted: (FieldDefinition) -> Bool
    ) -> LogFormat {
        let texts = format.fields.indices.filter { index in
            let field = format.fields[index]
            return [.text, .any].contains(field.type) && field.part == .whole && isWanted(field)
        }
        guard !texts.isEmpty, let columns = columns(of: format, sample) else { return format }
        var typed = format
        for index in texts {
            guard let type = numericType(ofTexts: columns[index]) else { continue }
            typed.fields[index].type = type
            typed.fields[index].isSurveyed = true
        }
        return typed
    }

    /// What lines that fit have in each field; nil where the format is wrong.
    private static func columns(of format: LogFormat, _ sample: SampleLines) -> [[SampledValue]]? {
        guard let extractor = try? FormatDetector.wholeLineExtractor(format) else { return nil }
        let places = Dictionary(
            zip(extractor.names, extractor.names.indices), uniquingKeysWith: { first, _ in first })
        let slots = format.fields.map { places[$0.name] }
        var columns = [[SampledValue]](repeating: [], count: format.fields.count)
        for line in sample.lines {
            line.withByteView { view in
                guard extractor.extract(view) == .fields else { return }
                for (index, slot) in slots.enumerated() {
                    guard let slot else { continue }
                    let value = unsafe extractor.fields(of: view)[slot]
                    if !value.isNull { columns[index].append(SampledValue(Array(value.bytes))) }
                }
            }
        }
        return columns
    }

    /// Adds what the lines have to a format's fields.
    func completing(_ format: LogFormat) -> LogFormat {
        var format = format
        let known = Set(
            format.fields.compactMap { field -> String? in
                if case .key(let key) = field.source { key } else { nil }
            })
        // A format that is known by its keys may have its time in another writing.
        for index in format.fields.indices {
            guard case .time = format.fields[index].type, case .key(let key) = format.fields[index].source,
                let found = values[key]?.map(\.bytes).filter({ !$0.isEmpty }), !found.isEmpty,
                case .layout(let layout)? = TimeSurvey.finding(found, named: "time")
            else { continue }
            format.fields[index].type = .time(layout)
        }
        // Google's writing of a time: an object of two numbers.
        if format.layout == .json, has("timestamp.seconds"), has("timestamp.nanos"), !has("timestamp"), !has("time") {
            format.fields.append(FieldDefinition("time", .time(.epoch), .key("timestamp"), part: .instant))
        }
        for name in names where !known.contains(name) {
            let values = values[name] ?? []
            var field = FieldDefinition(name, FieldSurvey.type(of: values, named: name), .key(name))
            field.isSurveyed = true
            format.fields.append(field)
            if case .numeral(let numeral) = field.type, numeral.measure == .size {
                format.fieldNotes[name] = PrintedUnits.note(on: values, as: numeral, named: name)
            }
            if let note = FieldSurvey.noteOfCommas(values, field.type, named: name, isTable: false) {
                format.notes.append(note)
            }
            format.undecidedDates[name] = FieldSurvey.undecidedDate(of: values, named: name)
        }
        return format.joiningTime { name in values[name]?.map(\.bytes).filter { !$0.isEmpty } ?? [] }.withUsualNames()
    }

    /// Pairs with the types of what the lines have. Of keys that are called alike, those of the first that is there.
    func completingPairs(_ format: LogFormat) -> LogFormat {
        var format = format
        func key(_ field: FieldDefinition) -> String {
            if case .key(let key) = field.source { key } else { field.name }
        }
        format.fields.removeAll { values[key($0)] == nil }
        let named = format.fields
        for name in names where !named.contains(where: { key($0) == name }) {
            format.fields.append(FieldDefinition(name, .any, .key(name)))
        }
        for index in format.fields.indices where format.fields[index].part == .whole {
            let field = format.fields[index]
            let alike = format.fields.filter { $0.name == field.name && $0.part == .whole }.flatMap {
                values[key($0)] ?? []
            }
            // What is the time is one under any key: `rt`.
            let name = field.name == "time" ? field.name : key(field)
            format.fields[index].type = FieldSurvey.type(of: alike, named: name)
            format.fields[index].isSurveyed = true
            if !field.isCalled(key(field)), !format.fields.contains(where: { $0.name == key(field) }),
                format.fields.count(where: { $0.name == field.name }) == 1
            {
                format.fields[index].aliases.append(key(field))
            }
            format.undecidedDates[field.name] = FieldSurvey.undecidedDate(of: alike, named: key(field))
        }
        return format
    }

    private mutating func add(_ name: String, _ value: SampledValue) {
        if values[name] == nil {
            if names.count >= 500 { return }
            names.append(name)
        }
        values[name, default: []].append(value)
    }

    // MARK: - Reading

    private mutating func collectJSON(_ line: LineBytes) {
        // The scanner reads 64 bytes behind the line.
        var padded = (0..<line.count).map { line[$0] }
        let count = padded.count
        padded += [UInt8](repeating: 0, count: 64)
        padded.withLineBytes { bytes in
            var reader = JSONReader(bytes.slice(0, count))
            reader.passBlanks()
            if reader.take(UInt8(ascii: "{")) { collectObject(&reader, prefix: "", depth: 0) }
        }
    }

    private mutating func collectObject(_ reader: inout JSONReader, prefix: String, depth: Int) {
        reader.passBlanks()
        if reader.take(UInt8(ascii: "}")) { return }
        while true {
            reader.passBlanks()
            guard let key = reader.string() else { return }
            reader.passBlanks()
            guard reader.take(UInt8(ascii: ":")) else { return }
            reader.passBlanks()
            let name = prefix + FieldSurvey.text(reader.line.slice(key.start, key.end), isEscaped: key.isEscaped)
            let start = reader.position
            if reader.peek == UInt8(ascii: "{"), depth < 8 {
                reader.position += 1
                collectObject(&reader, prefix: name + ".", depth: depth + 1)
            } else if let text = reader.string() {
                let value = FieldSurvey.bytes(reader.line.slice(text.start, text.end), isEscaped: text.isEscaped)
                add(name, SampledValue(value, .quoted))
            } else if reader.passValue() {
                let value = (start..<reader.position).map { reader.line[$0] }
                add(name, value == Array("null".utf8) ? SampledValue([]) : SampledValue(value, .bare))
            } else {
                return
            }
            reader.passBlanks()
            if !reader.take(UInt8(ascii: ",")) { break }
        }
        _ = reader.take(UInt8(ascii: "}"))
    }

    private static func text(_ key: LineBytes, isEscaped: Bool) -> String {
        String(decoding: bytes(key, isEscaped: isEscaped), as: UTF8.self)
    }

    private static func bytes(_ text: LineBytes, isEscaped: Bool) -> [UInt8] {
        guard isEscaped else { return (0..<text.count).map { text[$0] } }
        var plain = ByteBuffer(capacity: text.count)
        unsafe Escapes.appendJSON(ByteView(unsafeStart: text.base, count: text.count), to: &plain)
        return Array(plain.view)
    }

    /// The pairs of a logfmt line; nil when it is none.
    static func pairs(_ line: LineBytes) -> [(String, [UInt8])]? {
        var pairs: [(String, [UInt8])] = []
        var index = 0
        while index < line.count {
            if line[index] == 32 {
                index += 1
                continue
            }
            let start = index
            while index < line.count, line[index] != UInt8(ascii: "="), line[index] > 32 { index += 1 }
            let key = line.slice(start, index).string
            if line.at(index) != UInt8(ascii: "=") {
                // More words than one that are no pairs: prose.
                if index == start { return nil }
                continue
            }
            index += 1
            let isQuoted = line.at(index) == UInt8(ascii: "\"")
            let valueStart = isQuoted ? index + 1 : index
            index = valueStart
            while index < line.count, line[index] != (isQuoted ? UInt8(ascii: "\"") : 32) {
                index += isQuoted && line[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            let end = min(index, line.count)
            pairs.append((key, (valueStart..<end).map { line[$0] }))
            index = end + (isQuoted ? 1 : 0)
        }
        return pairs
    }
}

/// A value of a sampled line, as it is written.
struct SampledValue {
    /// Whether it is a value of JSON, without quotes or with them.
    enum Writing { case plain, bare, quoted }

    let bytes: [UInt8]
    let writing: Writing

    init(_ bytes: [UInt8], _ writing: Writing = .plain) {
        self.bytes = bytes
        self.writing = writing
    }
}
