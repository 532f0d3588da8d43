internal import Platform
package import Thresh

/// Several answers, printed one after another: each as it would be by itself, under a heading.
///
/// `tsv`, `csv`, tables and Markdown have a heading `# NAME` before each, and an empty line between two. `json` is one object with
/// a member for each answer; of `ndjson` each answer is an object in a line of its own with the name, then its rows.
package final class AnswerSeries {
    private let options: RunOptions
    private let name: String
    private let hasHeader: Bool?
    private let headings: [String]
    private let willPrint: () -> Void
    private var current: RowOutput?
    private var isEmpty = true

    init(
        _ options: RunOptions, name: String, hasHeader: Bool?, headings: [String], willPrint: @escaping () -> Void
    ) {
        self.options = options
        self.name = name
        self.hasHeader = hasHeader
        self.headings = AnswerSeries.distinct(headings)
        self.willPrint = willPrint
    }

    private var isObject: Bool { options.outputFormat == .json }

    /// Where the rows of an answer go; those of the one before are complete.
    package func output(_ number: Int) throws -> any RowSink {
        try current?.finish(nil)
        willPrint()
        try print(heading(number))
        isEmpty = false
        let output = RowOutput(try AnswerOutput(options, name: name), hasHeader: hasHeader, spool: nil, willPrint: {})
        current = output
        return output
    }

    func finish() throws {
        try current?.finish(nil)
        if isObject && !isEmpty { try print("}\n") }
    }

    private func heading(_ number: Int) -> String {
        var quoted: [UInt8] = []
        JSONLiteral.appendQuoted(Array(headings[number].utf8)[...], &quoted)
        let text = String(decoding: quoted, as: UTF8.self)
        switch options.outputFormat {
        case .json: return (isEmpty ? "{" : ",") + text + ":\n"
        case .ndjson: return "{\"question\":\(text)}\n"
        default: return (isEmpty ? "" : "\n") + "# \(VisibleText.of(headings[number]))\n"
        }
    }

    private func print(_ text: String) throws {
        let output = try StandardOutput(format: .tsv, columns: nil)
        let rewriter = try options.rewriter
        try unsafe Array(text.utf8).withUnsafeBytes { bytes in
            guard let rewriter else { return try unsafe output.add(bytes) }
            try unsafe rewriter(ByteView(bytes)).withUnsafeBytes { try unsafe output.add($0) }
        }
        try output.finish()
    }

    private static func distinct(_ names: [String]) -> [String] {
        var known: Set<String> = []
        return names.map { given in
            var name = given
            var number = 2
            while !known.insert(name).inserted {
                name = "\(given) (\(number))"
                number += 1
            }
            return name
        }
    }
}

extension JobLauncher {
    /// Runs a job that has several answers, and prints them one after another.
    ///
    /// - Parameter run: runs it, and gives the rows of each answer to the output of its number, in their order.
    package func deliverSeries(
        hasHeader: Bool?, headings: [String], _ run: (JobOptions, AnswerSeries) throws -> JobResult
    ) throws {
        try checkPrints()
        try checkSeries()
        try showing { jobOptions, clear in
            let series = AnswerSeries(
                options, name: name, hasHeader: hasHeader, headings: headings, willPrint: clear)
            let result = try run(jobOptions, series)
            try series.finish()
            if options.verbose { Terminal.writeError(JobSummary(result).details) }
        }
    }

    private func checkSeries() throws(ThreshError) {
        let option = options.html != nil ? "--html" : options.outputFormat == .sqlite ? "--output-format sqlite" : nil
        if let option {
            throw ThreshError(
                .usage, "\(option) has room for one answer; leave it out, or ask the questions one by one")
        }
    }
}
