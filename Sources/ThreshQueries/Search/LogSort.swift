package import Thresh
import ThreshLogs

/// Sorts records of tables, JSON lines and logs by expressions over their fields. The names of a table's columns stay first.
package struct LogSort: GroupingJob {
    private var mapper: LogMapper
    private let isDescending: [Bool]
    private let isStable: Bool
    private let isUnique: Bool
    private let part = ScratchBytes()
    private let key = ScratchBytes()
    private let value = ScratchBytes()
    private let names = ScratchBytes()
    /// Where the names of the first table's columns are.
    private var namesPlace: (file: Int, offset: UInt64)?

    /// - Parameters:
    ///   - order: what records are ordered by: the first, then the next where they are equal.
    ///   - isStable: whether records that are equal stay in the order of the input; else the order of their bytes decides.
    ///   - isUnique: whether one record is kept of those that are equal.
    package init(_ order: LogQuery.Order, _ input: LogInput, isStable: Bool, isUnique: Bool) throws(ThreshError) {
        let keys = order.map { NamedExpression(expression: $0.expression, name: $0.expression.text) }
        var plan = try LogPlan(filter: input.filter, by: keys, aggregates: [])
        plan.orders = Set(plan.firstKey..<plan.firstKey + keys.count)
        mapper = LogMapper(plan: plan, input)
        isDescending = order.map(\.isDescending)
        self.isStable = isStable
        self.isUnique = isUnique
    }

    package var order: KeyOrder { .total }
    package var columns: [Column]? { nil }
    package func records(ofFile file: Int) -> RecordFormat { mapper.readers.records(ofFile: file) }
    package mutating func beginTask() { mapper.beginTask() }

    package mutating func prepare(files: [JobInput]) throws {
        try mapper.readers.prepare(files)
        for key in mapper.plan.keys {
            if let reason = mapper.readers.undecidedReason(of: key.expression) {
                throw ThreshError(.usage, "--by \(key.name): \(reason)")
            }
        }
        let readers = mapper.readers.readers
        var first: (name: String, header: [UInt8]?)?
        for (index, file) in files.enumerated() where readers[index] != nil {
            let header = mapper.readers.starts[index].header
            if mapper.readers.hasSections(index) {
                throw ThreshError(
                    .usage,
                    "\(file.name): a #Fields: line names other columns than the first, so its rows are no one table; sort each part by itself"
                )
            }
            guard let known = first else {
                first = (file.name, header)
                continue
            }
            if known.header != header {
                throw ThreshError(
                    .usage,
                    "\(file.name) has other columns than \(known.name), so their rows are no one table; sort each by itself"
                )
            }
        }
        unsafe names.bytes.removeAll()
        for byte in first?.header ?? [] { unsafe names.bytes.append(byte) }
        namesPlace =
            zip(readers.indices, mapper.readers.starts).lazy.compactMap { file, places in
                places.names.map { (file, $0) }
            }.first
    }

    package func map(_ record: Record, into output: inout Grouped<Bytes, Bytes>) {}

    package mutating func map(_ block: RecordBlock, into output: inout Grouped<Bytes, Bytes>) throws {
        let keys = mapper.plan.firstKey..<mapper.plan.firstKey + mapper.plan.keys.count
        let (isDescending, isStable) = (isDescending, isStable)
        let (part, key, value, names) = (part, key, value, names)
        // Before every other key there is.
        if block.file == namesPlace?.file, block.offset <= namesPlace!.offset,
            namesPlace!.offset < block.offset + UInt64(block.bytes.count)
        {
            let start = Int(namesPlace!.offset - block.offset)
            unsafe value.bytes.removeAll()
            unsafe value.bytes.append(names.view)
            if LogSort.endsWithReturn(block, at: start + names.view.count) { unsafe value.bytes.append(13) }
            output.emit(.empty, value.view)
        }
        let counts = try mapper.map(block) { _, fields, reader in
            unsafe key.bytes.removeAll()
            for (place, index) in keys.enumerated() {
                unsafe part.bytes.removeAll()
                let type = reader.types[index]
                if (type == .any || type.isNumeral) && !reader.isInteger(index, fields) {
                    unsafe LogKey.append(orderOf: reader.program.value(index, fields), as: type, to: &part.bytes)
                } else {
                    LogMapper.append(index, isLast: false, fields, reader, type, to: part)
                }
                let view = unsafe ByteView(part.bytes.rawBuffer)
                if isDescending[place] {
                    for byte in 0..<view.count { unsafe key.bytes.append(~view[byte]) }
                } else {
                    unsafe key.bytes.append(view)
                }
            }
            unsafe value.bytes.removeAll()
            if isStable {
                unsafe UInt64(block.file).encodePart(into: &value.bytes)
                unsafe reader.lineOffset.encodePart(into: &value.bytes)
            }
            unsafe value.bytes.append(fields.line)
            let end = Int(reader.lineOffset - block.offset) + fields.line.count
            if LogSort.endsWithReturn(block, at: end) { unsafe value.bytes.append(13) }
            unsafe output.emit(ByteView(key.bytes.rawBuffer), ByteView(value.bytes.rawBuffer))
        }
        output.add(counts)
    }

    /// Whether a line whose text ends at a place of the block has CR LF behind it: the CR is no part of a field, but of the line.
    @inline(__always)
    private static func endsWithReturn(_ block: RecordBlock, at end: Int) -> Bool {
        end >= 0 && end < block.bytes.count && block.bytes[end] == 13
    }

    package func reduce(_ key: ByteView, _ values: inout GroupedValues<Bytes>, into part: inout PartWriter) throws {
        let placeBytes = isStable && key.count > 0 ? 16 : 0
        while let value = try values.nextBytes() {
            part.write(value.slice(placeBytes, value.count))
            part.endRow()
            if isUnique { return }
        }
    }

    /// Sorts, and says what became of the records.
    package func answer(_ options: JobOptions) throws -> LogOutcome {
        let result = try run(options)
        return LogOutcome(result, mapper.readers, notes: mapper.readers.notes)
    }
}
