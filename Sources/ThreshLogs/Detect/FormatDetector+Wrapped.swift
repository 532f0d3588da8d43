internal import Thresh

/// Formats of messages within lines of another format: of what containers wrote, and of what syslog carries.
extension FormatDetector {
    /// Of formats within one another.
    private static let mostDepth = 3

    /// A wrapper with the format that most of its messages have, if they have any.
    ///
    /// - Parameter depth: how many formats carry these lines.
    static func withMessages(_ detected: DetectedFormat, _ sample: SampleLines, depth: Int) -> DetectedFormat {
        guard detected.format.isWrapper || detected.format.isCarrier, depth < mostDepth else { return detected }
        var detected = detected
        detected.format = withoutProgramsTimes(detected.format, sample)
        let inner = innerFormat(in: sample, of: detected.format, depth: depth + 1)
        if inner == nil && !detected.format.isWrapper { return detected }
        let format = inner.map { .wrapping(detected.format, $0) } ?? detected.format
        var whole = DetectedFormat(
            format: withParts(format, sample), lineCount: detected.lineCount, fittingCount: detected.fittingCount,
            extraFieldCount: 0)
        whole.strength = detected.strength
        return whole
    }

    /// The format of `kubectl logs --prefix` without times, where those that lines have are in another writing than kubectl's: they
    /// are the programs' own.
    private static func withoutProgramsTimes(_ format: LogFormat, _ sample: SampleLines) -> LogFormat {
        guard format.carrier == .kubectl, case .steps(let variants) = format.layout,
            case let lines = sample.lines.filter({ $0.starts(with: "[pod/".utf8) }), !lines.isEmpty,
            lines.count(where: { $0.withLineBytes(Carrier.hasKubectlTime) }) * 2 < lines.count
        else { return format }
        let times = format.fields.filter { $0.name == "time" }.compactMap(\.stepNumber)
        var format = format
        format.layout = .steps(variants.filter { !$0.fieldNumbers.contains(where: times.contains) })
        format.fields.removeAll { $0.name == "time" }
        return format
    }

    /// `docker`, with what its messages are found to be; `docker+json`, with what they are said to be; nil for names that
    /// are not of a wrapper.
    static func wrappedFormat(named name: String, _ sample: SampleLines) throws(ThreshError) -> LogFormat? {
        let parts = name.split(separator: LogFormat.wrappingMark, maxSplits: 1).map(String.init)
        guard let first = parts.first else { return nil }
        let outerName = FormatCatalog.synonyms[first] ?? first
        let isCarrier = LogFormat.carriers.contains(outerName) && parts.count > 1
        guard LogFormat.wrappers.contains(outerName) || isCarrier else { return nil }
        let named = try FormatCatalog.format(named: outerName)
        let outer = named.isOpen ? FieldSurvey.typed(named, sample) : withoutProgramsTimes(named, sample)
        if parts.count == 1 {
            return withParts(
                innerFormat(in: sample, of: outer, depth: 1).map { .wrapping(outer, $0) } ?? outer, sample)
        }
        let messages = messages(in: sample, of: outer)
        let inner = messages.withByteView { view -> Result<LogFormat, ThreshError> in
            do throws(ThreshError) {
                return .success(try innerFormat(parts[1], for: view))
            } catch {
                return .failure(error)
            }
        }
        return withParts(.wrapping(outer, try inner.get()), sample)
    }

    /// Whether lines are divided is seen in the sample: few files have such.
    private static func withParts(_ format: LogFormat, _ sample: SampleLines) -> LogFormat {
        if format.outerFormat?.isWrapper != true { return format }
        var format = format
        let isCRI = format.outerFormat?.name == "cri"
        format.hasParts = sample.lines.contains { line in
            line.withLineBytes { ContainerPart($0, isCRI: isCRI) }?.goesOn == true
        }
        if case .wrapped(let outer, let inner) = format.layout, let carrier = outer.carrier {
            addCarriedRecords(carrier, inner, sample, to: &format)
        }
        return format
    }

    /// Notes how records of several lines begin.
    private static func addCarriedRecords(
        _ carrier: Carrier, _ inner: LogFormat, _ sample: SampleLines, to format: inout LogFormat
    ) {
        guard let rule = CarriedRecords(carrier, inner, isInterleaved: false) else { return }
        var streams: Set<[UInt8]> = []
        var hasFurther = false
        for line in sample.lines {
            line.withLineBytes { bytes in
                guard let part = carrier.line(bytes) else { return }
                streams.insert(Array(line[part.stream]))
                if rule.place(part, bytes) == .further { hasFurther = true }
            }
        }
        if streams.count < 2 {
            format.carriedRecords = rule
        } else if hasFurther {
            format.carriedRecords = CarriedRecords(carrier, inner, isInterleaved: true)
        } else {
            format.looseRecords = rule
        }
    }

    /// Whether a text for `--format` says what the lines of a wrapper carry: `cri+$level: $message`.
    package static func saysMessages(_ text: String) -> Bool {
        guard let mark = text.firstIndex(of: LogFormat.wrappingMark) else { return false }
        let name = String(text[..<mark])
        let outer = FormatCatalog.synonyms[name] ?? name
        return LogFormat.wrappers.contains(outer) || LogFormat.carriers.contains(outer)
    }

    /// A name, or a format string.
    private static func innerFormat(_ text: String, for messages: ByteView) throws(ThreshError) -> LogFormat {
        if saysMessages(text) || !text.contains("$") && !text.contains("%") {
            return try format(named: text, for: messages, isCut: false)
        }
        let readings = try ServerConfiguration.formats(ofString: text)
        let fitting = readings.count > 1 ? bestFitting(readings, for: messages, isCut: false) : nil
        var typed = try typed(fitting ?? readings[0], by: messages, isCut: false)
        typed.formatString = text
        return typed
    }

    /// The format of the messages; one for each program where several write their own.
    private static func innerFormat(in sample: SampleLines, of outer: LogFormat, depth: Int) -> LogFormat? {
        servicesFormat(in: sample, of: outer, depth: depth)
            ?? messageFormat(of: messages(in: sample, of: outer), outer, depth: depth)
    }

    /// nil where there is one program, or all write the same.
    private static func servicesFormat(in sample: SampleLines, of outer: LogFormat, depth: Int) -> LogFormat? {
        guard let carrier = outer.carrier, let field = carrier.serviceField,
            let extractor = try? FieldExtractor(outer, fields: [field], context: sampleContext)
        else { return nil }
        var names: [String] = []
        var lines: [String: [[UInt8]]] = [:]
        for line in sample.records {
            line.withByteView { view in
                guard extractor.extract(view) == .fields else { return }
                // SAFETY: the line is what was extracted last.
                let name = unsafe carrier.service(LineBytes(extractor.fields(of: view)[0].bytes)).string
                if lines[name] == nil { names.append(name) }
                lines[name, default: []].append(line)
            }
        }
        if names.count < 2 { return nil }
        var services: [ServiceFormat] = []
        for name in names {
            let own = SampleLines(lines: lines[name] ?? [])
            let format = messageFormat(of: messages(in: own, of: outer), outer, depth: depth)
            if let index = services.firstIndex(where: { $0.format == format }) {
                services[index].names.append(name)
            } else {
                services.append(ServiceFormat(names: [name], format: format))
            }
        }
        let kinds = Set(services.map { $0.format?.name ?? "" })
        return kinds.count < 2 ? nil : .ofServices(services)
    }

    /// nil where a message is any text. Names of columns are not looked for: the first line of a container's log is not
    /// that of a table.
    private static func messageFormat(of messages: [UInt8], _ outer: LogFormat, depth: Int) -> LogFormat? {
        guard let detected = messages.withByteView({ detect($0, isCut: false, depth: depth) }) else { return nil }
        // Here each line is a record, and each message one of its lines.
        // A program's trace is of no format.
        let lines = messages.split(separator: 10, omittingEmptySubsequences: false).dropLast()
        let shape = outer.carrier != nil && detected.format.recordStart == nil ? detected.format.firstLine : nil
        let count = lines.count { line in
            if let shape { return Array(line).withLineBytes(shape.isFirst) }
            return !outer.isWrapper
                || line.first != 32 && line.first != 9 && !Array(line).withByteView(SampleLines.isOfTrace)
        }
        if detected.fittingCount * 2 < count { return nil }
        let isTable = FormatCatalog.headerFormats.contains { $0.name == detected.format.name }
        if isTable || detected.format.document != nil { return nil }
        var format = detected.format
        if format.name == "learned", let source = format.formatString {
            // Some messages of many programs begin alike by chance.
            let isProven = format.fields.allSatisfy { $0.name != "level" || $0.part == .level }
            let isShared = Double(detected.fittingCount) >= LayoutLearner.share * Double(count)
            if !outer.isWrapper, !(isProven && isShared) { return nil }
            let option = ShellWord.quoted("\(outer.name)\(LogFormat.wrappingMark)\(source)")
            format.notes.append("no known format fits the messages of \(outer.name); read as --format \(option)")
        }
        return format
    }

    /// The messages of the lines, as lines.
    private static func messages(in sample: SampleLines, of outer: LogFormat) -> [UInt8] {
        guard let extractor = try? FieldExtractor(outer, fields: ["message"], context: sampleContext) else { return [] }
        var messages: [UInt8] = []
        var parts: [[UInt8]] = [[], []]
        for line in sample.records {
            line.withByteView { view in
                guard extractor.extract(view) == .fields else { return }
                var text = ByteBuffer()
                unsafe extractor.fields(of: view)[0].appendText(to: &text)
                let part = ContainerPart(unsafe LineBytes(view), isCRI: outer.name == "cri")
                let stream = part?.stream ?? 0
                parts[stream] += Array(text.view)
                if part?.goesOn == true { return }
                messages += parts[stream]
                parts[stream] = []
                if messages.last != 10 { messages.append(10) }
            }
        }
        return messages
    }
}
