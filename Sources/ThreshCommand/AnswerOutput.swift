internal import Platform
internal import Thresh

/// Where the rows of a job go: printed or into a database, and onto a page.
///
/// Made before the job runs, so that a file that cannot be written is known before the work is done for nothing. Rows
/// come in pieces of any size.
final class AnswerOutput {
    private let options: RunOptions
    private let name: String
    private let target: AnswerTarget
    /// Whether what was printed before and comes later goes to the same place.
    private let isOneOfSeveral: Bool
    private let database: StagedFile?
    private let page: StagedFile?
    private var writer: (any DatabaseOutput)?
    private var standard: StandardOutput?
    private var answer: AnswerPage?
    private var databaseLines = WholeLines()
    private var pageLines = WholeLines()
    private var interrupts: Interrupts?
    private let rewriter: ((ByteView) -> [UInt8])?
    private var rewrittenLines = WholeLines()

    /// - Parameter target: where it goes with others; nil: where options say.
    init(_ options: RunOptions, name: String, target: AnswerTarget? = nil) throws(ThreshError) {
        self.options = options
        if let target { self.target = target } else { self.target = try AnswerTarget(options) }
        isOneOfSeveral = target != nil
        self.name = name
        rewriter = try options.rewriter
        database =
            options.fileFormat == .sqlite
            ? try AnswerOutput.stagedDatabase(options.output ?? "", overwrite: options.overwrite) : nil
        page = try options.html.map { path throws(ThreshError) in
            try StagedFile(path: path, option: "--html", overwrite: options.overwrite, isReplaceable: AnswerPage.wrote)
        }
    }

    private static func stagedDatabase(_ path: String, overwrite: Bool) throws(ThreshError) -> StagedFile {
        guard let type = unsafe JobLauncher.databaseOutput else {
            throw ThreshError(
                .usage,
                """
                this program was built without ThreshSQLite, so it cannot write --output-format sqlite; print csv, which \
                sqlite3 imports
                """)
        }
        return try StagedFile(path: path, option: "-o", overwrite: overwrite) { type.wrote($0) }
    }

    /// Whether rows go into a file that may only be written when every worker has ended.
    var isDatabase: Bool { database != nil }

    /// Throws when rows of these columns cannot go where they should.
    func check(_ columns: [Column]?) throws(ThreshError) { _ = try format(columns) }

    /// - Parameter hasHeader: whether names of columns come first; nil: as is usual in the format.
    func begin(_ named: [Column]?, hasHeader: Bool?) throws {
        let columns = rewritten(named)
        let format = try self.format(columns)
        if let database {
            // What ends a job in order ends this too, without leaving a file.
            interrupts = try Interrupts(isEnabled: true)
            writer = try unsafe JobLauncher.databaseOutput?.init(
                path: database.staging, name: database.path, table: options.table ?? name, columns: columns ?? [])
        } else {
            standard = try StandardOutput(
                target, format: format, columns: columns, hasHeader: hasHeader, hasNoFormulas: options.spreadsheet,
                isWide: options.wide)
        }
        if page != nil { answer = AnswerPage() }
    }

    func add(_ bytes: UnsafeRawBufferPointer) throws {
        guard let rewriter else { return try unsafe addLines(bytes) }
        unsafe try rewrittenLines.add(bytes) { lines in try unsafe addRewritten(lines, rewriter) }
    }

    private func addRewritten(
        _ lines: UnsafeRawBufferPointer, _ rewriter: (ByteView) -> [UInt8]
    ) throws {
        try unsafe rewriter(ByteView(lines)).withUnsafeBytes { try unsafe addLines($0) }
    }

    /// Columns whose names have no addresses in them either.
    private func rewritten(_ columns: [Column]?) -> [Column]? {
        guard let rewriter else { return columns }
        return columns?.map { column in
            let name = unsafe FileName.bytes(column.name).withUnsafeBytes { rewriter(unsafe ByteView($0)) }
            return Column(
                FileName.string(name), column.kind, unit: column.unit, isJSON: column.isJSON,
                isTyped: column.isTyped)
        }
    }

    private func addLines(_ bytes: UnsafeRawBufferPointer) throws {
        try interrupts?.check("while it wrote \(database?.path ?? name)")
        try printing { try unsafe $0.add(bytes) }
        if let writer {
            unsafe try databaseLines.add(bytes) { lines throws(ThreshError) in try unsafe writer.add(lines) }
        }
        if let answer { unsafe pageLines.add(bytes) { lines in unsafe answer.add(lines) } }
    }

    /// - Parameters:
    ///   - columns: as they are known now.
    ///   - result: of the job; nil where other answers follow.
    func finish(_ named: [Column]?, _ details: AnswerDetails?, _ result: JobResult?) throws {
        let columns = rewritten(named)
        if let rewriter {
            unsafe try rewrittenLines.finish { lines in try unsafe addRewritten(lines, rewriter) }
        }
        if let writer, let database {
            unsafe try databaseLines.finish { lines throws(ThreshError) in try unsafe writer.add(lines) }
            try writer.finish()
            try interrupts?.check("while it wrote \(database.path)")
            try database.commit(durable: options.durable)
        }
        if let answer, let page {
            unsafe pageLines.finish { lines in unsafe answer.add(lines) }
            let html = answer.html(columns ?? [], details ?? AnswerDetails(), name: name)
            // What is said beside the rows too.
            try page.write(
                rewriter.map { rewrite in unsafe html.withUnsafeBytes { rewrite(unsafe ByteView($0)) } } ?? html)
            try page.commit(durable: options.durable)
        }
        try printing { try $0.finish() }
        if let result, !isOneOfSeveral { try target.commit(columns, result, name: name) }
        tell()
    }

    /// A reader that had enough ends the job, but for a page: that is to have all rows.
    private func printing(_ body: (StandardOutput) throws -> Void) throws {
        guard let standard else { return }
        do {
            try body(standard)
        } catch let error as ThreshError where error.kind == .outputClosed && page != nil {
            self.standard = nil
        }
    }

    private func tell() {
        if options.quiet || !(options.verbose || Terminal.isTerminal(Terminal.error)) { return }
        for file in [database, page] {
            guard let file, let size = try? FileSystem.status(file.path).size else { continue }
            Terminal.writeError("\(file.path): \(HumanUnits.bytes(size))\n")
        }
    }

    private func format(_ columns: [Column]?) throws(ThreshError) -> OutputFormat {
        guard columns == nil else {
            if !target.isStandardOutput { return options.fileFormat ?? .tsv }
            return options.outputFormat ?? (Terminal.isTerminal(Terminal.output) ? .table : .tsv)
        }
        try AnswerOutput.checkLines(options, name: name)
        return .tsv
    }

    /// Lines as they are go into files of lines: texts, tables and JSON lines, whatever they are called.
    static func checkLines(_ options: RunOptions, name: String) throws(ThreshError) {
        var option: String?
        if let format = options.outputFormat, format != .tsv { option = "--output-format \(format.rawValue)" }
        if options.html != nil { option = "--html" }
        if let option { throw inapplicable(option, name: name) }
        switch options.fileFormat {
        case .markdown, .sqlite, .table:
            throw ThreshError(
                .usage,
                "\(name) writes lines as they are, which -o \(options.output ?? "") does not say; give a name that ends with .txt"
            )
        case .csv, .tsv, .json, .ndjson, nil: break
        }
    }

    static func inapplicable(_ option: String, name: String) -> ThreshError {
        ThreshError(.usage, "\(name) prints lines as they are, so \(option) does not apply; leave it out")
    }
}
