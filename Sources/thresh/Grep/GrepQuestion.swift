import Platform
import Thresh
import ThreshCommand

/// A search as the command line asks for it.
struct GrepQuestion {
    private let command: GrepCommand
    private let inputs: [String]
    private let first: String?
    private(set) var launcher: JobLauncher

    init(_ command: GrepCommand) throws {
        self.command = command
        first = command.patterns.areNamed ? nil : command.words.first
        let options = try command.options
        inputs = options.input
        launcher = JobLauncher(options: options, name: "grep")
        launcher.hasOwnO = true
    }

    /// Whether what is found goes into part files.
    private var isKept: Bool { command.engine.output != nil }

    /// Prints what is asked for, and returns whether a line was selected.
    mutating func answer() throws -> Bool {
        let form = command.form
        // Of no file a line is selected, which is what -L asks for.
        if form.maxCount == 0, !form.filesWithoutMatch { return false }
        let texts = try command.patterns.texts(first)
        // What files had may be something else when the search goes on.
        if !command.patterns.files.isEmpty { launcher.furtherWords = texts }
        let selection = LineSelection(
            patterns: try command.patterns.patterns(of: texts), isInverted: command.patterns.invertMatch)
        // Part files hold lines as they are.
        let showsNames = form.showsNames ? true : form.hidesNames || isKept ? false : nil
        let files = GrepFiles(operands: inputs, showsNames: showsNames)
        let style = GrepStyle(
            showsNumbers: form.showsNumbers,
            // Within an address a mark would hide it.
            isColored: form.isColored && !isKept && !command.engine.anonymize)
        if form.count || form.listsFiles {
            return try answer(
                GrepCount(
                    selection, files, limit: form.listsFiles ? min(1, form.maxCount ?? 1) : form.maxCount,
                    isByName: isKept))
        }
        if !form.quiet, form.showsNumbers || form.hasContext || form.maxCount != nil {
            return try answer(
                GrepContext(
                    selection, files, style, before: form.before, after: form.after,
                    separates: form.hasContext,
                    limit: form.maxCount ?? .max, onlyMatches: form.onlyMatching))
        }
        return try answer(
            Grep(selection, files, style, onlyMatches: form.onlyMatching, onlyFirst: form.quiet, countsLines: !isKept))
    }

    private func answer(_ job: Grep) throws -> Bool {
        if command.engine.check {
            try launcher.run(job)
            return true
        }
        var isSelected = false
        try complete { options in
            var options = options
            if case .stream(let print) = options.output {
                options.output = unsafe .stream { bytes in
                    isSelected = unsafe isSelected || !bytes.isEmpty
                    if command.form.quiet { throw ThreshError(.outputClosed, "a line is selected") }
                    try unsafe print(bytes)
                }
            }
            let result = try job.run(options)
            isSelected =
                isSelected || result.counters.outputRecords > 0 || result.counters.custom[Grep.selectedLines] != nil
            return result
        }
        return isSelected
    }

    private func answer(_ job: GrepContext) throws -> Bool {
        if command.engine.check {
            try launcher.run(
                Grep(
                    job.selection, job.files, job.style, onlyMatches: job.onlyMatches, onlyFirst: false,
                    countsLines: false))
            return true
        }
        var printer = GrepPrinter(job)
        try complete { options in
            var options = options
            guard case .stream(let print) = options.output else { fatalError("numbered lines are printed") }
            var lines = WholeLines()
            options.output = unsafe .stream { bytes in
                unsafe lines.addLines(bytes) { printer.add($0) }
                unsafe try printer.flush { try unsafe print($0) }
                if printer.isDone { throw ThreshError(.outputClosed, "there is nothing more to print") }
            }
            return try job.run(options)
        }
        return printer.isAnySelected
    }

    private func answer(_ job: GrepCount) throws -> Bool {
        let form = command.form
        if command.engine.check {
            try launcher.run(job)
            return true
        }
        var isSelected = false
        if isKept {
            try launcher.completeResumable(columns: job.columns) { options in
                var options = options
                filter(&options)
                let result = try job.run(options)
                isSelected = result.counters.outputRecords > 0
                return result
            }
            return isSelected
        }
        var counts: [(file: String, lines: Int)] = []
        func run(_ options: JobOptions) throws -> JobResult {
            var totals: [Int: Int] = [:]
            let result = try job.forEachResult(options) { place, total in
                totals[Int(place.description) ?? 0] = total.result
            }
            for (file, name) in job.files.names.enumerated() {
                counts.append((name, min(totals[file] ?? 0, job.limit ?? .max)))
            }
            isSelected = counts.contains { $0.lines > 0 }
            return result
        }
        if command.engine.outputFormat != nil, form.count, !form.listsFiles, !form.quiet {
            try launcher.deliver { options, output in
                var options = options
                filter(&options)
                let result = try run(options)
                try output.begin(job.columns ?? [])
                var row = ByteBuffer()
                for (file, lines) in counts {
                    row.removeAll()
                    unsafe FileName.bytes(file).withUnsafeBytes { row.append(escaping: unsafe ByteView($0)) }
                    row.append("\t\(lines)")
                    try output.add(row.view)
                }
                return result
            }
            return isSelected
        }
        try complete { options in
            let result = try run(options)
            var text = ""
            for (name, count) in counts where !form.quiet {
                if form.listsFiles {
                    if (count > 0) == form.filesWithMatches { text += "\(name)\n" }
                } else {
                    text += "\(job.files.areShown ? "\(name):" : "")\(count)\n"
                }
            }
            if case .stream(let print) = options.output {
                unsafe try FileName.bytes(text).withUnsafeBytes { try unsafe print($0) }
            }
            return result
        }
        return isSelected
    }

    /// Runs a job whose lines are printed as they are.
    private func complete(_ run: (JobOptions) throws -> JobResult) throws {
        do {
            try launcher.completeResumable(columns: nil) { options in
                var options = options
                filter(&options)
                return try run(options)
            }
        } catch let error as ThreshError where error.kind == .outputClosed {}
    }

    private func filter(_ options: inout JobOptions) {
        let filter = command.filter
        if !filter.isEmpty { options.takesPath = { filter.takes($0, isDirectory: $1) } }
    }
}
