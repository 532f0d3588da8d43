internal import Thresh

/// Formats of messages within lines of another format: of what containers wrote, and of what syslog carries.
extension FormatDetector {
    /// A wrapper with the format that most of its messages have, if they have any.
    static func withMessages(_ detected: DetectedFormat, _ sample: SampleLines) -> DetectedFormat {
        guard detected.format.isWrapper || detected.format.isCarrier else { return detected }
        let inner = messageFormat(in: sample, of: detected.format)
        if inner == nil && !detected.format.isWrapper { return detected }
        let format = inner.map { wrapping(detected.format, $0, sample) } ?? detected.format
        var whole = DetectedFormat(
            format: withParts(format, sample), lineCount: detected.lineCount, fittingCount: detected.fittingCount,
            extraFieldCount: 0)
        whole.strength = detected.strength
        return whole
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
        let outer = named.isOpen ? FieldSurvey.typed(named, sample) : named
        if parts.count == 1 {
            return withParts(messageFormat(in: sample, of: outer).map { wrapping(outer, $0, sample) } ?? outer, sample)
        }
        let messages = messages(in: sample, of: outer)
        let inner = messages.withByteView { view -> Result<LogFormat, ThreshError> in
            do throws(ThreshError) {
                return .success(try format(named: parts[1], for: view, isCut: false))
            } catch {
                return .failure(error)
            }
        }
        return withParts(wrapping(outer, try inner.get(), sample), sample)
    }

    /// Of what the wrapper may have, fields that none of the lines has are the message's.
    private static func wrapping(_ outer: LogFormat, _ inner: LogFormat, _ sample: SampleLines) -> LogFormat {
        let missing = outer.fieldNames.filter { name in
            name != "message" && inner.fields.contains { $0.isCalled(name) }
                && values(of: name, in: outer, sample).isEmpty
        }
        return .wrapping(outer, inner, missing: Set(missing))
    }

    /// Whether lines are divided is seen in the sample: few files have such.
    private static func withParts(_ format: LogFormat, _ sample: SampleLines) -> LogFormat {
        if format.outerFormat?.isWrapper != true { return format }
        var format = format
        let isCRI = format.outerFormat?.name == "cri"
        format.hasParts = sample.lines.contains { line in
            line.withLineBytes { ContainerPart($0, isCRI: isCRI) }?.goesOn == true
        }
        return format
    }

    /// nil where a message is any text. Names of columns are not looked for: the first line of a container's log is not
    /// that of a table.
    private static func messageFormat(in sample: SampleLines, of outer: LogFormat) -> LogFormat? {
        let messages = messages(in: sample, of: outer)
        guard let detected = messages.withByteView({ detect($0, isCut: false) }) else { return nil }
        // Here each line is a record, and each message one of its lines.
        if detected.fittingCount * 2 < messages.count(where: { $0 == 10 }) { return nil }
        // What is in a message's message is not read.
        if case .wrapped(let carrier, _) = detected.format.layout, PairStyle(formatNamed: detected.format.name) == nil {
            return carrier.isWrapper ? nil : carrier
        }
        // A layout that was learned of messages is that of few of them.
        if outer.isCarrier { return detected.format.isCarried && detected.note == nil ? detected.format : nil }
        let isTable = FormatCatalog.headerFormats.contains { $0.name == detected.format.name }
        return isTable || detected.format.isWrapper ? nil : detected.format
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
