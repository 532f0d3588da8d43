import Platform
import Thresh
import ThreshCommand
import ThreshQueries

/// Shows a follower's answers at a terminal, or writes them to standard output.
final class FollowOutput: FollowDisplay {
    /// Whether there is a terminal that can be drawn on, and nothing else is asked for.
    let isLive: Bool
    let format: OutputFormat
    /// Between two answers.
    let interval: Duration
    var signals: FollowSignals?
    private let hasHeader: Bool?
    private let options: RunOptions
    private let rewriter: ((ByteView) -> [UInt8])?
    private let isColored = Terminal.isColored(Terminal.output)
    private var display = LiveDisplay()
    private var pending: [UInt8] = []
    private var formatter: RowFormatter?
    private var isFirst = true
    /// What was said last, for a terminal.
    private var notice: String?

    /// Any pipe takes so much without making the writer wait once it is writable.
    private static let pieceBytes = 4096

    init(_ options: RunOptions, hasHeader: Bool?, isLive: Bool, interval: Duration) {
        self.isLive = isLive
        self.interval = interval
        self.hasHeader = hasHeader
        self.options = options
        // Of which it was known before that it can be made.
        rewriter = try? options.rewriter
        format = options.outputFormat ?? (Terminal.isTerminal(Terminal.output) ? .table : .tsv)
    }

    /// Whether standard output is a terminal to draw on.
    static func canDraw(_ options: RunOptions) -> Bool {
        (options.outputFormat ?? .table) == .table && Terminal.isTerminal(Terminal.output)
            && Machine.environment("TERM") ?? "dumb" != "dumb"
    }

    /// Tells a person what became of a file.
    func tell(_ text: String) {
        if options.quiet { return }
        notice = text
        if !isLive || signals == nil { Terminal.writeError("thresh: \(VisibleText.of(text))\n") }
    }

    // MARK: a terminal

    /// The columns and rows that an answer may take, above a line for the status.
    private var size: (columns: Int, rows: Int) {
        (max(20, (Terminal.columns(Terminal.output) ?? 80) - 1), max(3, (Terminal.rows(Terminal.output) ?? 24) - 2))
    }

    func resize() { display.isResized = true }

    /// The terminal has another size than at the last answer.
    var needsRedraw: Bool { isLive && display.isResized }

    var rowCount: Int { size.rows }

    func draw(_ rows: [UInt8]?, columns: [Column], hasBars: Bool, status: String?) throws {
        let lines =
            try rows.map { rewritten($0) }.map { try hasBars ? barredLines($0, columns) : tableLines($0, columns) }
            ?? []
        guard let status else {
            return display.draw(lines, columns: size.columns, isLastDim: false, &pending)
        }
        let text = [status, notice.map { VisibleText.of($0) }].compactMap { $0 }.joined(separator: " · ")
        display.draw(lines + [rewritten(Array(text.utf8))], columns: size.columns, isLastDim: isColored, &pending)
    }

    private func tableLines(_ rows: [UInt8], _ columns: [Column]) throws -> [[UInt8]] {
        try LiveTable(columns: columns).lines(rows, width: size.columns)
    }

    private func barredLines(_ rows: [UInt8], _ columns: [Column]) throws -> [[UInt8]] {
        let table = LiveTable(columns: columns + [Column("")])
        let width = min(CountBars.width, max(4, table.spare(rows, width: size.columns) - 2))
        return try table.lines(CountBars.appended(to: rows, columns, width: width), width: size.columns)
    }

    // MARK: a stream

    /// Rows behind those before: lines of cells divided by TAB.
    ///
    /// - Parameter isWhole: an answer of its own, which begins a table anew.
    func add(_ rows: [UInt8], columns: [Column], isWhole: Bool) throws {
        let isTable = format == .table || format == .markdown
        // A table knows the widths of its columns when it is complete; rows of Markdown can go on.
        let isComplete = format == .table || isWhole && format == .markdown
        let rows = rewritten(rows)
        if formatter == nil {
            if isTable && !isFirst && isWhole { pending.append(10) }
            formatter = makeFormatter(columns, header: isTable && !isFirst && !isWhole ? false : hasHeader)
            isFirst = false
        }
        try reporting { () throws(SystemError) in
            try unsafe rows.span.bytes.withUnsafeBytes { bytes throws(SystemError) in
                try unsafe formatter?.add(lines: bytes)
            }
            if isComplete { try formatter?.finish() } else { try formatter?.flush() }
        }
        if isComplete { formatter = nil }
    }

    /// Lines as they are.
    func add(lines: UnsafeRawBufferPointer) {
        if let rewriter {
            unsafe pending += rewriter(ByteView(lines))
        } else {
            unsafe pending.append(contentsOf: lines)
        }
    }

    private func rewritten(_ rows: [UInt8]) -> [UInt8] {
        rewriter.map { rewrite in unsafe rows.withUnsafeBytes { rewrite(unsafe ByteView($0)) } } ?? rows
    }

    func finish() throws {
        try reporting { () throws(SystemError) in try formatter?.finish() }
        formatter = nil
        try flush()
    }

    func conclude(_ report: LineReport, notes: [String]) {
        if !options.quiet { for note in notes { Terminal.writeError("\(note)\n") } }
        report.tell(options)
    }

    private func makeFormatter(_ columns: [Column], header: Bool?) -> RowFormatter {
        let isTerminal = Terminal.isTerminal(Terminal.output)
        return unsafe RowFormatter(
            format, columns: columns,
            options: RowFormatter.Options(
                header: header, human: isTerminal, colored: isColored, hasNoFormulas: options.spreadsheet)
        ) { [unowned self] bytes throws(SystemError) in unsafe pending.append(contentsOf: bytes) }
    }

    // MARK: writing

    /// Writes what was added. A reader that does not read can be left by a signal.
    func flush() throws {
        defer { pending.removeAll(keepingCapacity: true) }
        try unsafe pending.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                try waitUntilWritable()
                let piece = unsafe bytes[start..<min(bytes.count, start + FollowOutput.pieceBytes)]
                try reporting { () throws(SystemError) in
                    try unsafe FileDescriptor.write(
                        UnsafeRawBufferPointer(rebasing: piece), to: Terminal.output, named: "standard output")
                }
                start += unsafe piece.count
            }
        }
    }

    private func waitUntilWritable() throws {
        guard let signals else { return }
        while true {
            let (readable, writable) = try reporting { () throws(SystemError) in
                try Poller.wait(reading: [signals.rawValue], writing: [Terminal.output], until: nil)
            }
            if !writable.isEmpty { return }
            if !readable.isEmpty, signals.endIsAsked(onResize: resize), let signal = signals.end {
                throw ThreshError(
                    ThreshError.Kind(rawValue: 128 + signal) ?? .interrupted,
                    "\(Signals.name(signal)): nobody reads the output; the last answer is not in it")
            }
        }
    }

    private func reporting<R>(_ body: () throws(SystemError) -> R) throws -> R {
        do {
            return try body()
        } catch {
            throw error.isBrokenPipe ? ThreshError(.outputClosed, "standard output was closed") : ThreshError(error)
        }
    }
}
