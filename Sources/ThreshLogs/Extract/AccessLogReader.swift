public import Thresh

/// Reads access logs as typed records, for jobs that want the usual fields by name.
///
///     let reader = try AccessLogReader(format, context: context)
///     reader.forEachRecord(in: block.bytes) { record in
///         if record.status == 404 { output.emit(record.path, 1) }
///     } malformed: { _, _ in }
///
/// What else the format has is found by name:
///
///     let reader = try AccessLogReader(format, extras: ["request_id", "user"], context: context)
///     reader.forEachRecord(in: block.bytes) { record in
///         if let seconds = record.duration, seconds > 1 { output.emit(record.extra(0).bytes, seconds) }
///     } malformed: { _, _ in }
///
/// It finds all the usual fields of every line. A job that needs two of them is faster with `FieldExtractor`.
/// One process, one thread at a time. It may be made before a fork and used on both sides of it.
public final class AccessLogReader {
    /// Says why a line is malformed.
    public let extractor: FieldExtractor
    @usableFromInline let slots: AccessSlots

    /// - Parameters:
    ///   - format: of the lines.
    ///   - extras: names of further fields, which `AccessRecord.extra` finds by their place here.
    ///   - context: what times lack.
    /// - Throws: `.usage` when the format has neither a status nor a path: it is no access log; or lacks one of `extras`.
    public init(_ format: LogFormat, extras: [String] = [], context: TimeContext) throws(ThreshError) {
        var slots = AccessSlots()
        var names: [String] = []
        func slot(_ name: String) -> Int {
            guard format.type(of: name) != nil else { return -1 }
            names.append(name)
            return names.count - 1
        }
        slots.ip = slot("ip")
        slots.method = slot("method")
        slots.path = slot("path")
        slots.referer = slot("referer")
        slots.agent = slot("agent")
        slots.time = slot("time")
        slots.status = slot("status")
        slots.bytes = slot("bytes")
        // nginx has its own name for it.
        slots.duration = slot("duration")
        if slots.duration < 0 { slots.duration = slot("request_time") }
        slots.firstExtra = names.count
        names += extras
        if slots.status < 0 && slots.path < 0 {
            throw ThreshError(.usage, "the format \(format.name) is no access log: it has neither a status nor a path")
        }
        self.slots = slots
        extractor = try FieldExtractor(format, fields: names, context: context)
    }

    /// Calls `body` with each record of a block, and `malformed` with each line that is none, and where in the block it
    /// begins.
    ///
    /// - Returns: how many lines were neither: empty ones, comments.
    @inlinable @inline(__always) @discardableResult
    public func forEachRecord(
        in block: ByteView, _ body: (AccessRecord) throws -> Void,
        malformed: (_ line: ByteView, _ offset: Int) throws -> Void
    ) rethrows -> Int {
        let slots = slots
        return try extractor.forEachLine(in: block) {
            try body(AccessRecord($0, slots))
        } malformed: { line, offset in
            try malformed(line, offset)
        }
    }
}
