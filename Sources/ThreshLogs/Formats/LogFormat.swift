public import Thresh

/// How the lines of a log are written: which fields they have, and where.
///
/// `FormatCatalog` has those that are known by name; `FormatDetector` finds the one that some lines are in.
public struct LogFormat: Sendable, Hashable, Codable {
    /// What `--format` calls it.
    public var name: String
    /// One line that says what writes it.
    public var summary: String
    /// Fields a question can ask for, in the order of the line.
    public var fields: [FieldDefinition]
    var layout: Layout
    var nulls: NullMarks
    /// What lines begin with that are no records.
    package internal(set) var commentPrefix: [UInt8]
    /// What lines begin with that stand before the first record and are none.
    var preamble: [String] = []
    /// A line that is no record wherever it is: the names of the columns.
    package internal(set) var header: [UInt8]?
    /// What lines look like, beyond what the layout says: a PCRE2 pattern that detection asks.
    var signature: String?
    /// How records begin that are always several lines; else the lines tell.
    var recordStart: LineShape?
    /// What a line of each record of several lines begins with, if that is written once for each: where there are none or two,
    /// records were written at once, and it is not known whose the fields behind it are.
    var ending: RecordEnding?
    /// What divides the cells of records that are rows as those of a table, in whose quotes line ends may be.
    var rowSeparator: UInt8?
    /// Whether lines may go on behind the layout, as where a server's administrator added fields.
    var allowsExtraFields = false
    /// How records begin that may be several lines: a line that begins otherwise belongs to the record before it. nil where
    /// each line is a record. Found in a file's lines, so it may differ between files of one format.
    var firstLine: LineShape?
    /// Whether lines have sequences for a terminal among their text, which are not read.
    public internal(set) var hasColours = false
    /// Whether lines have OpenTelemetry's lists of attributes, which are read as objects.
    var hasAttributeLists = false
    /// Whether a container's runtime divided some lines.
    public internal(set) var hasParts = false
    /// How records of several lines begin that containers wrote.
    var carriedRecords: CarriedRecords?
    /// The same where the lines of several streams alternate and the first lines have no record of several lines: each line is
    /// one, and what seems to go on is told.
    var looseRecords: CarriedRecords?
    /// Whether a format string says that records may be several lines.
    var goesOn = false
    /// Whether further lines of a record have a TAB before them, where nothing else tells how records begin.
    var goesOnBehindTab = false
    /// What `--format` takes to say the same, where it is not the name.
    public internal(set) var formatString: String?
    /// The columns that a line of the file named, as `#Fields:` does. Such a line further down may name others.
    public internal(set) var columns: [String]?
    /// Which field each of them is: a date and a time behind it are one.
    var columnFields: [String]?
    /// Fields with dates of which none says whether day or month is first, with one of them each: they are texts.
    public internal(set) var undecidedDates: [String: [UInt8]] = [:]
    /// Whether commas divide the pairs of a line: `level=info, ms=12`.
    var hasCommasBetweenPairs = false
    /// Of which fields `time` is made, where it is made of two.
    var joinedTime: JoinedTime?
    /// What divides a document of JSON into its records.
    var document: JSONRecords?
    /// How the cells of a table are divided.
    var table: Table?
    /// Whether texts of lines have a comma before the fraction of a number.
    public internal(set) var hasDecimalComma = false
    /// Whether 1,000 is a thousand, also where that might be another number.
    var hasThousandsComma = false
    /// Where the columns are of a table that blanks divide.
    var columnPlaces: ColumnPlaces?
    /// The zone of times that name none, where the format says it.
    var zone: String?
    /// What a person should know of it: which names columns got.
    public internal(set) var notes: [String] = []
    /// The same of fields, for who reads these.
    package internal(set) var fieldNotes: [String: String] = [:]

    indirect enum Layout: Sendable, Hashable, Codable {
        /// Ways a line can be written; the first that fits counts.
        case steps([[FormatStep]])
        case json
        case logfmt
        /// Pairs that lines of a format end with.
        case pairs(PairStyle)
        /// The source of a PCRE2 pattern.
        case pattern(String)
        /// An entry of several lines, `NAME=value`.
        case journal
        /// Lines of one format whose messages are lines of another.
        case wrapped(outer: LogFormat, inner: LogFormat)
        /// Messages of several programs, each with its format.
        case services([ServiceFormat])
    }

    init(
        _ name: String, _ summary: String, fields: [FieldDefinition], layout: Layout, nulls: NullMarks = .dash,
        commentPrefix: String = "", header: [UInt8]? = nil
    ) {
        self.name = name
        self.summary = summary
        self.fields = fields
        self.layout = layout
        self.nulls = nulls
        self.commentPrefix = Array(commentPrefix.utf8)
        self.header = header
    }

    /// Objects within objects whose members are fields; deeper ones are passed as a whole.
    static let mostLevels = 64

    /// Whether lines may have fields that `fields` does not list.
    public var isOpen: Bool {
        switch layout {
        case .json, .logfmt, .pairs, .journal: true
        case .wrapped(_, let inner): inner.isOpen
        case .services(let services): services.contains { $0.format?.isOpen == true }
        case .steps, .pattern: false
        }
    }

    /// The names of the fields, each once: a format with several ways to write a line defines some of them several times.
    public var fieldNames: [String] {
        var seen: Set<String> = []
        return fields.map(\.name).filter { seen.insert($0).inserted }
    }

    /// Whether its times lack the year, which is then inferred from `TimeContext.reference`.
    public var lacksYear: Bool {
        fields.contains { field in
            if case .time(let layout) = field.type { layout.lacksYear } else { false }
        }
    }

    /// Whether a line may belong to the record before it.
    public var hasRecordsOfLines: Bool { firstLine != nil }

    /// The same format where each line is a record.
    public var ofSingleLines: LogFormat {
        var format = self
        format.firstLine = nil
        format.hasParts = false
        format.carriedRecords = nil
        format.looseRecords = nil
        return format
    }

    /// The same format for lines with sequences for a terminal; not for entries whose values have their lengths before them.
    public var withColours: LogFormat {
        if hasEntriesOfLines { return self }
        var format = self
        format.hasColours = true
        format.firstLine?.passesEscapes = true
        return format
    }

    /// Lines without sequences for a terminal; nil where they have none.
    public static func withoutColours(_ lines: ByteView) -> [UInt8]? { TerminalEscapes.removed(from: lines) }

    /// What is done first to a line before it is read; nil: nothing.
    var rewriting: LineRewriting? {
        hasColours ? .colours : hasAttributeLists ? .attributeLists : columnPlaces.map { .columns($0) }
    }

    func without(_ rewriting: LineRewriting) -> LogFormat {
        var format = self
        switch rewriting {
        case .colours: format.hasColours = false
        case .attributeLists: format.hasAttributeLists = false
        case .columns: (format.columnPlaces, format.header) = (nil, nil)
        }
        return format
    }

    /// Whether a record is several lines, ended by an empty one.
    public var hasEntriesOfLines: Bool { layout == .journal }

    /// Whether records are objects of a document, which one process reads from its beginning.
    public var isDocument: Bool { document != nil }

    /// Whether a line may be one without a time.
    public var mayLackTime: Bool {
        let definitions = definitions(of: "time")
        if definitions.contains(where: \.isSurveyed) { return true }
        switch layout {
        case .json, .logfmt, .pairs, .journal, .pattern, .services: return true
        case .wrapped(let outer, _):
            return definitions.contains { if case .inner = $0.source { true } else { false } }
                || PairStyle(formatNamed: name) != nil && outer.mayLackTime
        case .steps(let variants):
            let numbers = definitions.compactMap(\.stepNumber)
            return !variants.allSatisfy { steps in
                steps.contains { if case .field(let field) = $0 { numbers.contains(field.number) } else { false } }
            }
        }
    }

    /// What divides a file into records.
    public var records: RecordFormat {
        if let document { return .custom(document) }
        if let firstLine { return .multiline(firstLine) }
        if hasEntriesOfLines { return .custom(JournalEntries()) }
        if columnPlaces != nil { return .textLines }
        return (table?.separator ?? rowSeparator).map { .csv(separator: $0) } ?? .textLines
    }

    /// The definitions of a field, by its name, its number or an alias: one for each way to write the line. An open format
    /// has every field, if only as `any`.
    func definitions(of name: String) -> [FieldDefinition] {
        let numbered = field(numbered: name)
        let name = numbered?.name ?? name
        let named = fields.filter { $0.name == name }
        if !named.isEmpty { return named }
        let aliased = fields.filter { $0.isCalled(name) }
        return aliased.isEmpty ? undefined(name) : aliased
    }

    /// The definitions of a field that `fields` does not list.
    func undefined(_ name: String) -> [FieldDefinition] {
        if !isOpen { return [] }
        switch layout {
        case .wrapped, .services: return [FieldDefinition(name, .any, .inner(name))]
        default: break
        }
        return [FieldDefinition(name, .any, .key(name))]
    }

    /// What a field is; nil when the format has none of that name.
    public func type(of name: String) -> FieldType? { definitions(of: name).first?.type }

    /// The same format with another type for one field.
    public func settingType(_ type: FieldType, of name: String) -> LogFormat {
        var format = self
        if case .wrapped(let outer, let inner) = layout {
            for field in fields where field.isCalled(name) {
                switch field.source {
                case .outer(let name): format.layout = .wrapped(outer: outer.settingType(type, of: name), inner: inner)
                case .inner(let name): format.layout = .wrapped(outer: outer, inner: inner.settingType(type, of: name))
                case .step, .key, .group, .joined, .beside: break
                }
            }
        }
        for index in fields.indices where fields[index].isCalled(name) { format.fields[index].type = type }
        return format
    }
}
