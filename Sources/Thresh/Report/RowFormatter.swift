public import Platform

/// Turns the rows of part files into one of the output formats, and gives the bytes to a sink in large pieces.
///
///     var formatter = RowFormatter(.csv, columns: columns) { bytes throws(SystemError) in try output.write(bytes) }
///     try formatter.add(line: line)  // … for each row
///     try formatter.finish()
///
/// `tsv` and `csv` hand on every byte as it is; the others are text, so bytes that are not UTF-8 become U+FFFD in them.
/// A row with fewer cells than columns has empty ones (null in JSON) in their place; surplus cells are kept, under the
/// names column5, column6 and so on in JSON, under no name elsewhere.
@safe public struct RowFormatter {
    public struct Options: Sendable {
        /// A first row with the columns' names; nil: as is usual in the format (not in `tsv`). Always there in `markdown`.
        public var header: Bool?
        /// 1,234,567 instead of 1234567, and 1.09 GB where a column has a unit, in `table` and `markdown`.
        public var human: Bool
        /// A bold header with a line below it, in `table`.
        public var colored: Bool
        /// In `csv`, a `'` before texts that a spreadsheet would take for a formula and compute.
        public var hasNoFormulas: Bool
        /// Columns of the terminal, to which rows of a `table` are cut; nil: they are whole.
        public var width: Int?

        public init(
            header: Bool? = nil, human: Bool = false, colored: Bool = false, hasNoFormulas: Bool = false,
            width: Int? = nil
        ) {
            self.width = width
            self.hasNoFormulas = hasNoFormulas
            self.header = header
            self.human = human
            self.colored = colored
        }
    }

    public typealias Sink = (UnsafeRawBufferPointer) throws(SystemError) -> Void

    private enum Writer {
        case tsv(TSVWriter)
        case csv(CSVWriter)
        case json(JSONWriter)
        case markdown(MarkdownWriter)
        case table(TableWriter)
    }

    private var writer: Writer
    private var cells: RowCells
    private var output: [UInt8] = []
    private let sink: Sink
    /// Bytes to gather before the sink gets them.
    private static let pieceSize = 1 << 16

    /// REQUIRES: a format other than `sqlite`.
    public init(_ format: OutputFormat, columns: [Column], options: Options = Options(), sink: @escaping Sink) {
        unsafe self.sink = unsafe sink
        cells = RowCells(columns)
        output.reserveCapacity(RowFormatter.pieceSize + 4096)
        let header = options.header ?? (format != .tsv)
        switch format {
        case .tsv: writer = .tsv(TSVWriter(columns, header: header, &output))
        case .csv: writer = .csv(CSVWriter(columns, header: header, hasNoFormulas: options.hasNoFormulas, &output))
        case .json: writer = .json(JSONWriter(columns, isArray: true))
        case .ndjson: writer = .json(JSONWriter(columns, isArray: false))
        case .markdown: writer = .markdown(MarkdownWriter(columns, human: options.human, &output))
        case .table:
            writer = .table(
                TableWriter(
                    columns, header: header, human: options.human, colored: options.colored, width: options.width))
        case .sqlite: preconditionFailure("a database is a file, which a DatabaseOutput writes")
        }
    }

    /// Adds a row: a line of a part file, without its LF.
    public mutating func add(line: UnsafeRawBufferPointer) throws(SystemError) {
        switch writer {
        case .tsv(let tsv): unsafe tsv.add(line, &output)
        case .csv(let csv):
            unsafe cells.parse(line)
            csv.add(cells, &output)
        case .json(var json):
            unsafe cells.parse(line)
            json.add(cells, &output)
            writer = .json(json)
        case .markdown(let markdown):
            unsafe cells.parse(line)
            markdown.add(cells, &output)
        case .table(var table):
            unsafe cells.parse(line)
            // The table must be the only owner of the rows it gathers, or it copies them all for each row.
            writer = .tsv(TSVWriter())
            table.add(cells, &output)
            writer = .table(table)
        }
        if output.count >= RowFormatter.pieceSize { try flush() }
    }

    /// Adds whole lines, each of which ends with LF (the last one need not).
    public mutating func add(lines: UnsafeRawBufferPointer) throws(SystemError) {
        var rest = unsafe lines[...]
        while unsafe !rest.isEmpty {
            let end = unsafe rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            try unsafe add(line: UnsafeRawBufferPointer(rebasing: rest[..<end]))
            unsafe rest = rest[min(end + 1, rest.endIndex)...]
        }
    }

    /// Gives the sink what is left. Nothing may be added afterwards.
    public mutating func finish() throws(SystemError) {
        switch writer {
        case .json(let json): json.finish(&output)
        case .table(var table): table.finish(&output)
        default: break
        }
        try flush()
    }

    /// Gives the sink what is ready, which of a table or an array is not all.
    package mutating func flush() throws(SystemError) {
        defer { output.removeAll(keepingCapacity: true) }
        if output.isEmpty { return }
        let bytes = unsafe output.span.bytes
        unsafe try bytes.withUnsafeBytes { bytes throws(SystemError) in try unsafe sink(bytes) }
    }
}
