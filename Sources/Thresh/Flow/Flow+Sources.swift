/// The lines of files, without their line ends. Files, directories and patterns as in `JobOptions.inputs`, compressed or
/// not.
///
/// - `options`: how the flow's jobs are run: workers, memory, and so on. Its inputs and output play no part.
@inlinable
public func lines(of files: String..., options: JobOptions = JobOptions()) -> Flow<ByteView> {
    lines(of: files, options: options)
}

@inlinable
public func lines(of files: [String], options: JobOptions = JobOptions()) -> Flow<ByteView> {
    let branch = FlowBranch(FlowSource(files: files), .lines) { block, body in
        try block.forEachRecord { try body($0.line) }
    }
    return Flow([branch], options)
}

/// The records of files that are divided by more than line ends: rows of CSV, paragraphs, whole files and so on.
///
///     let cities = records(of: "2023.csv", "2024.csv", format: .csv(hasHeader: true))
///         .compactMap { $0.csv().field(2)?.string }
///         .counted()
@inlinable
public func records(
    of files: String..., format: RecordFormat, options: JobOptions = JobOptions()
) -> Flow<Record> {
    records(of: files, format: format, options: options)
}

@inlinable
public func records(
    of files: [String], format: RecordFormat, options: JobOptions = JobOptions()
) -> Flow<Record> {
    let branch = FlowBranch<Record>(FlowSource(files: files, format: format)) { block, body in
        try block.forEachRecord { try body($0) }
    }
    return Flow([branch], options)
}

/// Values that the program has.
@inlinable
public func values<Element: JobValue>(
    _ elements: some Sequence<Element>, options: JobOptions = JobOptions()
) throws -> Flow<Element> {
    var rows = ByteBuffer(capacity: 4096)
    var scratch = ByteBuffer()
    for element in elements {
        scratch.removeAll()
        element.encode(into: &scratch)
        unsafe rows.append(encodedKey: ByteView.empty, value: ByteView(scratch.rawBuffer))
    }
    return Flow(rows: FlowSource(try Dataset.inMemory(rows)), options)
}
