internal import Platform
internal import Thresh

/// Prints the output of a job, given in pieces of any size.
final class StandardOutput {
    private let file: FileDescriptor
    private var formatter: RowFormatter?
    private var lines = WholeLines()

    /// - Parameter hasHeader: whether names of columns come first; nil: as is usual in the format.
    init(
        format: OutputFormat, columns: [Column]?, hasHeader: Bool? = nil, hasNoFormulas: Bool = false,
        isWide: Bool = true
    ) throws {
        let file: FileDescriptor
        do {
            file = try Terminal.duplicate(Terminal.output, name: "standard output")
        } catch {
            throw StandardOutput.isClosed
        }
        let raw = file.rawValue
        self.file = file
        if let columns, format != .tsv || hasHeader == true || columns.contains(where: \.isTyped) {
            let isTerminal = Terminal.isTerminal(Terminal.output)
            let colored = isTerminal && Machine.environment("NO_COLOR") == nil
            formatter = unsafe RowFormatter(
                format, columns: columns,
                options: RowFormatter.Options(
                    header: hasHeader, human: isTerminal, colored: colored, hasNoFormulas: hasNoFormulas,
                    width: isTerminal && !isWide ? Terminal.columns(Terminal.output) : nil)
            ) { bytes throws(SystemError) in try unsafe FileDescriptor.write(bytes, to: raw, named: "standard output") }
        }
    }

    static let isClosed = ThreshError(.inputOutput, "standard output is closed; redirect it, or give -o")

    func add(_ bytes: UnsafeRawBufferPointer) throws {
        try throwing { () throws(SystemError) in
            guard formatter != nil else { return try unsafe file.write(bytes) }
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
