import Thresh
import ThreshLogs

/// Writes what lines have as cells, each with a TAB before it: as they are written.
struct JoinCells {
    let isTyped: Bool
    let zone: TimeZoneRules
    private let scratch = ScratchBytes()

    init(isTyped: Bool, zone: TimeZoneRules) {
        self.isTyped = isTyped
        self.zone = zone
    }

    /// The keys of a line that has them.
    func append(keys: ByteView, _ line: LogLine, to row: inout ByteBuffer) {
        let plan = line.reader.plan
        var values: [LogValue]?
        for index in 0..<plan.keys.count {
            if let field = line.reader.plainFields[plan.firstKey + index] {
                append(line.fields[field], to: &row)
            } else {
                let known = values ?? LogKey.values(of: keys, count: plan.keys.count)
                values = known
                append(known[index], to: &row)
            }
        }
    }

    /// The columns of a line.
    func append(_ line: LogLine, to row: inout ByteBuffer) {
        for index in line.reader.plan.values {
            if let field = line.reader.plainFields[index] {
                append(line.fields[field], to: &row)
            } else {
                appendNone(to: &row)
            }
        }
    }

    func appendNone(_ count: Int = 1, to row: inout ByteBuffer) {
        for _ in 0..<count {
            row.append(UInt8(ascii: "\t"))
            if isTyped { row.append(CellKind.none.rawValue) }
        }
    }

    private func append(_ value: LogValue, to row: inout ByteBuffer) {
        row.append(UInt8(ascii: "\t"))
        value.appendCell(in: zone, isTyped: isTyped, to: &row)
    }

    @inline(__always)
    private func append(_ value: FieldValue, to row: inout ByteBuffer) {
        if value.isNull { return appendNone(to: &row) }
        if value.isEscaped { return appendEscaped(value, to: &row) }
        let bytes = value.bytes
        // Made of several fields.
        if bytes.isEmpty, let time = value.time { return append(.time(time), to: &row) }
        row.append(UInt8(ascii: "\t"))
        if isTyped { row.append(value.writtenKind.rawValue) }
        row.append(escaping: bytes)
    }

    @inline(never)
    private func appendEscaped(_ value: FieldValue, to row: inout ByteBuffer) {
        row.append(UInt8(ascii: "\t"))
        if isTyped { row.append(CellKind.text.rawValue) }
        unsafe scratch.bytes.removeAll()
        unsafe value.appendText(to: &scratch.bytes)
        unsafe row.append(escaping: ByteView(scratch.bytes.rawBuffer))
    }
}

extension LogLine {
    /// Whether one of the line's keys has no value, which is equal to nothing.
    @inline(__always)
    func lacksKey(_ key: ByteView) -> Bool {
        let (first, count) = (reader.plan.firstKey, reader.plan.keys.count)
        if count == 1 { return key[0] == LogKey.Tag.null }
        for index in first..<first + count {
            if let field = reader.plainFields[index] {
                if fields[field].isNull { return true }
            } else if reader.program.value(index, fields).isNull {
                return true
            }
        }
        return false
    }
}
