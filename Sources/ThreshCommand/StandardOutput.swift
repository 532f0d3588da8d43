internal import Platform
internal import Thresh

/// Prints the output of a job, given in pieces of any size: on standard output, or where `-o` says.
final class StandardOutput {
    private let target: AnswerTarget
    private var formatter: RowFormatter?
    private var lines = WholeLines()

    /// - Parameter hasHeader: whether names of columns come first; nil: as is usual in the format.
    init(
        _ target: AnswerTarget, format: OutputFormat, columns: [Column]?, hasHeader: Bool? = nil,
        hasNoFormulas: Bool = false,
        isWide: Bool = true
    ) throws {
        self.target = target
        if let columns, format != .tsv || hasHeader == true || columns.contains(where: \.isTyped) {
            let isTerminal = target.isStandardOutput && Terminal.isTerminal(Terminal.output)
            formatter = unsafe RowFormatter(
                format, columns: columns,
                options: RowFormatter.Options(
                    header: hasHeader, human: isTerminal,
                    colored: target.isStandardOutput && Terminal.isColored(Terminal.output),
                    hasNoFormulas: hasNoFormulas,
                    width: isTerminal && !isWide ? Terminal.columns(Terminal.output) : nil)
            ) { bytes throws(SystemError) in try unsafe target.write(bytes) }
        }
    }

    static let isClosed = ThreshError(.inputOutput, "standard output is closed; redirect it, or give -o")

    func add(_ bytes: UnsafeRawBufferPointer) throws {
        try throwing { () throws(SystemError) in
            guard formatter != nil else { return try unsafe target.write(bytes) }
            unsafe try lines.add(bytes) { lines throws(SystemError) in try unsafe formatter?.add(lines: lines) }
        }
    }

    func finish() throws {
        try throwing { () throws(SystemError) in
            unsafe try lines.finish { lines throws(SystemError) in try unsafe formatter?.add(lines: lines) }
            try formatter?.finish()
        }
    }

    private func throwing(_ body: () throws(SystemError) -> Void) throws {
        do {
            try body()
        } catch {
            throw error.isBrokenPipe ? ThreshError(.outputClosed, "standard output was closed") : ThreshError(error)
        }
    }
}
