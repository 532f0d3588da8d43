internal import Platform

extension Job {
    /// Runs the job in this process, one task after another: to step through `map` and `reduce` in a debugger, and in
    /// unit tests. The process may have threads. What the job's code throws reaches the caller as it is.
    @inlinable
    public func runInline(_ options: JobOptions) throws -> JobResult {
        var options = options
        options.runsInline = true
        return try run(options)
    }

    /// Runs the job in this process over the given records, each of which becomes a line, and returns its rows: lines
    /// with TAB between cells.
    ///
    ///     #expect(try WordCount().runInline(lines: ["a b", "b"]) == ["a\t1", "b\t2"])
    @inlinable
    public func runInline(lines: [String]) throws -> [String] {
        try withInlineInput(lines) { options in _ = try run(options) }
    }
}

/// Calls `body` with options that read `lines`, and returns the lines of the output.
@usableFromInline
func withInlineInput(_ lines: [String], _ body: (JobOptions) throws -> Void) throws -> [String] {
    let input = try TemporaryInput(lines.map { $0 + "\n" }.joined())
    var output: [UInt8] = []
    var options = JobOptions()
    options.runsInline = true
    options.inputs = [input.path]
    options.output = unsafe .stream { unsafe output.append(contentsOf: $0) }
    try body(options)
    return output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
        .map { String(decoding: $0, as: UTF8.self) }
}

/// A file with bytes that a job shall read, gone with its owner.
final class TemporaryInput {
    let path: String
    private let workDirectory: WorkDirectory

    init(_ text: String) throws(ThreshError) {
        workDirectory = try WorkDirectory(in: Machine.environment("TMPDIR") ?? "/tmp", removesAbandoned: false)
        path = workDirectory.path + "/input"
        let file = try attempt { [path] () throws(SystemError) in try FileDescriptor.open(path, .createNew) }
        try attempt { () throws(SystemError) in try file.write(text) }
    }
}
