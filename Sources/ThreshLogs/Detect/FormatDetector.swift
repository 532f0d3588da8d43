public import Thresh
internal import ThreshPatterns

/// Finds out which format some lines are in, by what each format proves about them: see Docs/LogFormats.md, "Detection".
public enum FormatDetector {
    /// - Parameters:
    ///   - bytes: the start of a file, or lines from several places of it.
    ///   - isCut: whether they may end within a line.
    ///   - name: the file's, which may say that it is a table.
    /// - Returns: nil when no format fits half of the lines, and no layout can be learned.
    public static func detect(_ bytes: ByteView, isCut: Bool = true, name: String = "") -> DetectedFormat? {
        detect(bytes, isCut: isCut, name: name, depth: 0)
    }

    /// - Parameter depth: how many formats carry the lines.
    static func detect(_ bytes: ByteView, isCut: Bool, name: String = "", depth: Int) -> DetectedFormat? {
        if let (document, note) = JSONDocument.document(of: bytes), var found = detect(document, bytes) {
            if let note { found.format.notes.append(note) }
            return found
        }
        return detect(lines: bytes, isCut: isCut, name: name, depth: depth)
    }

    private static func detect(
        lines bytes: ByteView, isCut: Bool, name: String = "", depth: Int = 0
    ) -> DetectedFormat? {
        if let plain = TerminalEscapes.removed(from: bytes) {
            var detected = plain.withByteView { detect($0, isCut: isCut, name: name, depth: depth) }
            if let format = detected?.format { detected?.format = format.withColours }
            return detected
        }
        if let plain = AttributeLists.removed(from: bytes) {
            var detected = plain.withByteView { detect(lines: $0, isCut: isCut, name: name, depth: depth) }
            if detected?.format.layout == .json { detected?.format.hasAttributeLists = true }
            return detected
        }
        let sample = SampleLines(bytes, isCut: isCut)
        if sample.lines.isEmpty { return nil }
        let found = detect(sample, name: name, depth: depth)
        return depth > 0 || found.map(\.isSure) == true ? found : behindBanner(bytes, isCut: isCut, found) ?? found
    }

    /// What the second half of the lines is in, where it is a named format and the whole is none: what is before may be a banner
    /// of any length.
    private static func behindBanner(
        _ bytes: ByteView, isCut: Bool, _ whole: DetectedFormat?
    ) -> DetectedFormat? {
        guard let start = bytes.firstIndex(of: 10, from: bytes.count / 2) else { return nil }
        let half = bytes.slice(start + 1, bytes.count)
        let few = SampleLines(half, isCut: isCut, limit: 60)
        // Most of what gets here is in no format: few lines show that.
        guard few.lines.count >= leastBehindBanner, detect(few, name: "", depth: 0).map(\.isSure) == true,
            let found = detect(SampleLines(half, isCut: isCut), name: "", depth: 0), found.isSure,
            whole.map({ $0.claim < found.claim }) ?? true
        else { return nil }
        return found
    }

    private static let leastBehindBanner = 10

    private static func detect(_ sample: SampleLines, name: String, depth: Int) -> DetectedFormat? {
        if let headed = headedFormat(sample).map({ fit($0, sample.records) }),
            headed.score >= 0.5 || hasHeading(headed.format, among: sample.lines.prefix(20))
        {
            return headed
        }
        if sample.text(0).hasPrefix("__CURSOR="), let journal = try? FormatCatalog.format(named: "journal") {
            return DetectedFormat(format: journal, lineCount: 1, fittingCount: 1, extraFieldCount: 0)
        }
        var candidates =
            ([jsonFormat(sample)] + stepCandidates(sample) + [
                postgresqlFormat(sample, isCarried: depth > 0), logfmtFormat(sample),
            ])
            .compactMap(\.self)
        var best = best(of: candidates)
        // Lines that go on with a record may be of another format.
        var told: Set<String> = []
        while let guess = best, told.insert(guess.format.name).inserted, let apart = knowingOthers(guess, sample) {
            candidates = candidates.map { $0.format.name == guess.format.name ? apart : $0 }
            best = self.best(of: candidates)
        }
        if let special = best { best = withGeneral(special, candidates, sample) }
        if let best {
            // Of a format that programs write in many ways, another way may read more of the lines.
            guard best.format.mayGoOn, best.score < LayoutLearner.share, let learned = learnedFormat(sample),
                learned.claim > best.claim
            else {
                var found = withMessages(withClientPorts(best, sample), sample, depth: depth)
                found.format = withSizes(withPairs(found.format, sample), sample)
                return withOthers(found, best.points, sample)
            }
            return withOthers(learned, learned.points, sample)
        }
        let table = separatedFormat(sample, isNamed: TableFile.isNamed(name))
        let columns = table == nil ? columnsFormat(sample) : nil
        // Lines with a time or a level are no table whose first line has such too.
        if let learned = learnedFormat(sample), columns == nil || learned.points.first != .some(nil),
            table == nil || learned.points.first != .some(nil) && learned.format.fields.count > 1
        {
            return withOthers(withWholeLines(learned, sample), learned.points, sample)
        }
        return table ?? columns
    }

    /// The format of a document's records; nil where they are none.
    private static func detect(_ document: JSONRecords, _ bytes: ByteView) -> DetectedFormat? {
        let lines = document.lines(of: bytes)
        guard var detected = lines.isEmpty ? emptyDocument : lines.withByteView({ detect(lines: $0, isCut: false) })
        else {
            return nil
        }
        switch detected.format.layout {
        case .json: break
        case .wrapped(let outer, _) where outer.layout == .json: detected.format.hasParts = false
        default: return nil
        }
        detected.format = detected.format.dividing(document)
        return detected
    }

    private static var emptyDocument: DetectedFormat? {
        (try? FormatCatalog.format(named: "json")).map {
            DetectedFormat(format: $0, lineCount: 0, fittingCount: 0, extraFieldCount: 0)
        }
    }

    /// `detect`, or `text` where that finds nothing; nil for nothing but empty lines.
    public static func detectOrText(
        _ bytes: ByteView, isCut: Bool = true, name: String = ""
    ) -> DetectedFormat? {
        if let detected = detect(bytes, isCut: isCut, name: name) { return detected }
        let sample = SampleLines(bytes, isCut: isCut)
        guard !sample.lines.isEmpty, var text = try? FormatCatalog.format(named: "text") else { return nil }
        if unsafe TerminalEscapes.areIn(LineBytes(bytes)) { text = text.withColours }
        var detected = fit(FieldSurvey.typingLines(text, sample), sample.lines)
        detected.note = """
            no known format fits, nor have lines a layout in common; read as text, whose one field is message \
            (thresh logs explain LINE says where a line stops to fit)
            """
        return detected
    }

    /// The format of that name, completed by what the lines tell: the columns of a header, fields behind the format's own,
    /// the types of fields of open formats.
    ///
    /// - Throws: `.usage` when there is no such format, or when it needs a header that the lines lack.
    public static func format(
        named name: String, for bytes: ByteView, isCut: Bool = true
    ) throws(ThreshError) -> LogFormat {
        if let plain = TerminalEscapes.removed(from: bytes) {
            return try format(named: name, rewritten: plain, isCut: isCut).withColours
        }
        if let plain = AttributeLists.removed(from: bytes), JSONDocument.records(of: bytes) == nil {
            var whole = try format(named: name, rewritten: plain, isCut: isCut)
            whole.hasAttributeLists = whole.layout == .json
            return whole
        }
        let name = FormatCatalog.synonyms[name] ?? name
        if let document = JSONDocument.records(of: bytes), try FormatCatalog.isOfJSON(name) {
            let whole = try format(named: name, rewritten: document.lines(of: bytes), isCut: false)
            return whole.dividing(document)
        }
        let sample = SampleLines(bytes, isCut: isCut)
        if let wrapped = try wrappedFormat(named: name, sample) { return wrapped }
        if let table = try separatedFormat(named: name, sample) { return table }
        if let table = try columnsFormat(named: name, sample) { return table }
        if let commas = try SaidCommas(behind: "text", in: name) {
            var text = try FormatCatalog.format(named: "text")
            (text.hasDecimalComma, text.hasThousandsComma) = (commas.areDecimal, commas.areThousands)
            return FieldSurvey.typingLines(text, sample)
        }
        switch name {
        case "w3c", "cloudfront":
            guard let format = headedFormat(sample) else {
                throw ThreshError(
                    .usage, "the format \(name) needs a line '#Fields: …' at the file's start, which is not there")
            }
            return format
        default:
            let format = try FormatCatalog.format(named: name)
            if name == "postgresql", let guess = postgresqlFormat(sample, isCarried: true),
                guess.fittingCount > fit(format, sample.records).fittingCount
            {
                return guess.format
            }
            if PairStyle(formatNamed: name) != nil { return withPairs(format, sample) }
            if format.isOpen { return FieldSurvey.typed(withCommas(format, sample), sample) }
            let records = sample.records
            let extended = withExtraFields(format, records)
            if format.allowsExtraFields, extended?.fittingCount ?? fit(format, records).fittingCount == 0,
                let written = withWrittenTime(format, records)
            {
                return written.format
            }
            return extended?.format ?? withSizes(withFirstLine(format, records), sample)
        }
    }

    private static func format(
        named name: String, rewritten lines: [UInt8], isCut: Bool
    ) throws(ThreshError) -> LogFormat {
        let found = lines.withByteView { view -> Result<LogFormat, ThreshError> in
            do throws(ThreshError) {
                return .success(try format(named: name, for: view, isCut: isCut))
            } catch {
                return .failure(error)
            }
        }
        return try found.get()
    }

    /// The one of these formats that fits most of the first lines; nil when each fits less than half.
    ///
    /// - Parameters:
    ///   - formats: those to choose from.
    ///   - bytes: the start of a file.
    ///   - isCut: whether they may end within a line.
    public static func bestFitting(_ formats: [LogFormat], for bytes: ByteView, isCut: Bool = true) -> LogFormat? {
        let sample = SampleLines(bytes, isCut: isCut)
        var best: DetectedFormat?
        for format in formats {
            let candidate = fit(format, sample.records)
            if candidate.score >= 0.5, best.map(candidate.isBetter) ?? true { best = candidate }
        }
        return best?.format
    }

    static func best(of candidates: [DetectedFormat]) -> DetectedFormat? {
        var best: DetectedFormat?
        for candidate in candidates where candidate.score >= 0.5 && best.map(candidate.isBetter) ?? true {
            best = candidate
        }
        return best
    }

    /// The format that a line describes which names columns, be it the first or behind a banner.
    private static func headedFormat(_ sample: SampleLines) -> LogFormat? {
        if let w3c = LogFormat.w3c(sample) { return FieldSurvey.settingNumbers(w3c, sample) { _ in true } }
        let headings = sample.headings.map { String(decoding: $0, as: UTF8.self) }
        if let zeek = LogFormat.zeek(headings.filter { $0.hasPrefix("#") }) { return zeek }
        if let cloudFront = LogFormat.cloudFront(withoutNames: sample.records) { return cloudFront }
        return headings.lazy.compactMap { LogFormat.vpcFlow(header: $0) }.first
    }

    /// Whether one of these lines names the columns of a format.
    private static func hasHeading(_ format: LogFormat, among lines: ArraySlice<[UInt8]>) -> Bool {
        format.name == "vpc-flow"
            ? lines.first == format.commentPrefix
            : lines.contains { $0.starts(with: "#Fields:".utf8) || $0.starts(with: "#fields".utf8) }
    }

    /// The formats of the catalogue that may fit a line.
    static func stepCandidates(_ sample: SampleLines) -> [DetectedFormat?] {
        FormatTrials.with { stepCandidates(sample, $0) }
    }

    private static func stepCandidates(_ sample: SampleLines, _ trials: FormatTrials) -> [DetectedFormat?] {
        let records = sample.records
        let pairs = records.map { BytePairs($0) }
        return FormatCatalog.sieves.compactMap { entry, sieve in
            var shaped = entry.recordStart.map { sample.records(beginning: $0) }
            if let separator = entry.rowSeparator, shaped?.isEmpty == false {
                shaped = TableSample.records(of: sample, separator)
            }
            let lines = shaped ?? records
            let linePairs = shaped.map { $0.map { BytePairs($0) } } ?? pairs
            let passes = lines.indices.map { index in
                lines[index].withLineBytes { sieve.passes($0, linePairs[index]) }
            }
            // A signature takes long to compile.
            if !passes.contains(true) { return nil }
            let signature = entry.signature.flatMap { FormatCatalog.signatures[$0] }
            guard lines.indices.contains(where: { passes[$0] && isSigned(lines[$0], signature) }) else { return nil }
            let trial = trials.trial(of: entry)
            let format = trial.format
            let plain = fit(trial, lines, sifted: passes)
            if !format.allowsExtraFields || plain.fittingCount == plain.lineCount { return plain }
            let extended = withExtraFields(format, records).flatMap { $0.fittingCount > plain.fittingCount ? $0 : nil }
            let best = extended ?? plain
            if best.score >= 0.5 { return best }
            return withWrittenTime(format, records).flatMap { $0.fittingCount > best.fittingCount ? $0 : nil } ?? best
        }
    }

    /// How many of the lines a format fits, and what it proves about them; `extraFields` were added because lines have them.
    static func fit(_ format: LogFormat, _ lines: [[UInt8]], extraFields: Int = 0) -> DetectedFormat {
        let extractor = try? wholeLineExtractor(format)
        let proof = FormatProof(format, extraFields: extraFields)
        return fit(format, extractor, proof, lines, extraFields: extraFields, sifted: nil)
    }

    /// - Parameter passes: which lines pass the format's sieve.
    private static func fit(_ trial: FormatTrial, _ lines: [[UInt8]], sifted passes: [Bool]) -> DetectedFormat {
        fit(trial.format, trial.extractor, trial.proof, lines, extraFields: 0, sifted: passes)
    }

    private static func fit(
        _ format: LogFormat, _ extractor: FieldExtractor?, _ proof: FormatProof, _ lines: [[UInt8]], extraFields: Int,
        sifted passes: [Bool]?
    ) -> DetectedFormat {
        var points = [Double?](repeating: nil, count: lines.count)
        var timeStarts = [Int?](repeating: nil, count: lines.count)
        var skipped = [Bool](repeating: false, count: lines.count)
        // Up to the date, or, where that differs, up to a level before it.
        var shapes: [LineShape?] = []
        let looksForShape = format.mayGoOn
        var ofSignature = 0.0
        let signature = format.signature.flatMap { FormatCatalog.signatures[$0] }
        if let extractor {
            ofSignature = proof.ofSignature
            for (index, line) in lines.enumerated() {
                // What may be a comment is looked at as a whole.
                let isSifted = format.commentPrefix.isEmpty
                if isSifted, let passes, !passes[index] { continue }
                if isSifted, !isSigned(line, signature) { continue }
                line.withByteView { view in
                    let outcome = extractor.extract(view)
                    skipped[index] = outcome == .skipped
                    guard outcome == .fields, isSifted || isSigned(line, signature) else { return }
                    // SAFETY: the line is what was extracted last.
                    let proved = unsafe proof.of(extractor.fields(of: view))
                    points[index] = proved.points + (format.isSureWrapper(of: line) ? wrapperPoints : 0)
                    timeStarts[index] = proved.timeStart
                    if !looksForShape { return }
                    let line = unsafe LineBytes(view)
                    if shapes.isEmpty {
                        shapes = [
                            LineShape(line, timeStart: proved.timeStart, levelStart: proved.levelStart),
                            LineShape(line, timeStart: nil, levelStart: proved.levelStart),
                        ]
                    } else {
                        for index in shapes.indices where shapes[index]?.begins(line) == false { shapes[index] = nil }
                    }
                }
            }
        }
        var format = format
        format.firstLine =
            shapes.compactMap(\.self).first ?? format.recordStart
            ?? (format.goesOnBehindTab ? LineShape(notBeginningWith: 9) : nil)
        var counted = 0
        for (index, line) in lines.enumerated() where !skipped[index] {
            let goesOn = points[index] == nil && format.firstLine.map { !line.withLineBytes($0.isFirst) } ?? false
            if !goesOn { counted += 1 }
        }
        let fitting = points.compactMap(\.self)
        // A few lines that look like records, in a text on something else.
        if fitting.count * 50 < lines.count { counted = lines.count }
        var detected = DetectedFormat(
            format: format, lineCount: counted, fittingCount: fitting.count, extraFieldCount: extraFields)
        detected.strength = fitting.isEmpty ? 0 : fitting.reduce(0, +) / Double(fitting.count)
        detected.signatureStrength = ofSignature
        detected.points = points
        detected.timeStarts = timeStarts
        return detected
    }

    /// What is in a container's lines may fit too, with the runtime's words as the first fields.
    private static let wrapperPoints = 20.0

    /// The format with what a file's lines tell of how its records begin.
    static func withFirstLine(_ format: LogFormat, _ lines: [[UInt8]]) -> LogFormat {
        format.mayGoOn ? fit(format, lines).format : format
    }

    private static func isSigned(_ line: [UInt8], _ signature: LazyPattern?) -> Bool {
        signature?.matches(line) ?? true
    }

    static func wholeLineExtractor(_ format: LogFormat) throws(ThreshError) -> FieldExtractor {
        try FieldExtractor(format, fields: format.fieldNames, context: sampleContext, isWholeLine: true)
    }

    /// Any moment will do: what is asked is whether times are times.
    static let sampleContext = TimeContext.ofSamples
}

extension LogFormat {
    /// Whether its records may be several lines, if it can be told how they begin: they end with a message. Syslog and what
    /// containers write have their own ways to write line ends.
    var mayGoOn: Bool {
        guard case .steps(let variants) = layout else { return false }
        if variants.isEmpty || LogFormat.namesOfSingleLines.contains(name) || recordStart != nil { return false }
        return formatString != nil ? goesOn : endsInMessage
    }

    /// Whether each way to write a line ends with the message.
    var endsInMessage: Bool {
        guard case .steps(let variants) = layout else { return false }
        return variants.allSatisfy { $0.lastField?.name == "message" && $0.lastField?.extent == .untilNext }
    }

    private static let namesOfSingleLines: Set<String> = [
        "text", "syslog", "syslog-5424", "cri", "kubectl", "compose", "dmesg", "journal-short", "auditd", "android",
        "unbound", "cef", "leef", "cisco", "unifi", "syslog-bare", "netfilter", "meraki",
    ]
}
