internal import Thresh

/// What is done to a line before it is read.
enum LineRewriting: Sendable, Hashable {
    /// Sequences for a terminal are left out.
    case colours
    /// OpenTelemetry's lists of attributes become objects.
    case attributeLists
    /// Columns that blanks divide become cells that TABs divide.
    case columns(ColumnPlaces)

    func append(_ line: LineBytes, to buffer: inout ByteBuffer) {
        switch self {
        case .colours: TerminalEscapes.append(line, to: &buffer)
        case .attributeLists: AttributeLists.append(line, to: &buffer)
        case .columns(let places): places.append(line, to: &buffer)
        }
    }
}

/// Reads lines as if they were written in another way.
@safe final class RewrittenLines {
    private let plain: FieldExtractor
    private let rewriting: LineRewriting
    /// A line as it is read.
    private var remaining = ByteBuffer(capacity: 4096)
    /// The line as it is, and what its fields are in, one behind the other: slots count from one place.
    private var text = ByteBuffer(capacity: 4096)

    /// - Parameter plain: reads rewritten lines.
    init(_ plain: FieldExtractor, _ rewriting: LineRewriting) {
        self.plain = plain
        self.rewriting = rewriting
    }

    var readsMessages: Bool { plain.readsMessages }

    func checkPatterns() throws(ThreshError) { try plain.checkPatterns() }

    /// - Parameters:
    ///   - firstLine: the length of the first line of a record of several; nil for a line.
    ///   - base: set to where the slots count from.
    func extract(
        _ line: LineBytes, firstLine: Int?, _ slots: UnsafeMutablePointer<FieldSlot>,
        _ base: inout UnsafePointer<UInt8>
    ) -> LineOutcome {
        remaining.removeAll()
        let first = firstLine ?? line.count
        rewriting.append(line.slice(0, first), to: &remaining)
        let length = remaining.count
        rewriting.append(line.slice(first, line.count), to: &remaining)
        // SAFETY: the buffer is not touched before the next line.
        let view = unsafe ByteView(remaining.rawBuffer)
        let outcome = firstLine == nil ? plain.extract(view) : plain.extract(view, firstLine: length)
        if outcome != .fields { return outcome }
        text.removeAll()
        unsafe text.append(UnsafeRawBufferPointer(start: line.base, count: line.count))
        if unsafe plain.appendFields(to: &text) == 0 { text.append(view) }
        unsafe base = text.rawBuffer.bindMemory(to: UInt8.self).baseAddress!
        for index in 0..<plain.slotCount {
            unsafe slots[index] = plain.slots[index]
            unsafe slots[index].start += UInt32(line.count)
            unsafe slots[index].end += UInt32(line.count)
        }
        return .fields
    }

    /// Why `extract` calls a line malformed; nil when it does not.
    func fault(in line: LineBytes) -> LineFault? {
        remaining.removeAll()
        rewriting.append(line, to: &remaining)
        guard let fault = unsafe plain.fault(in: ByteView(remaining.rawBuffer)) else { return nil }
        let offset =
            rewriting == .colours
            ? TerminalEscapes.sourceOffset(ofRemaining: fault.column - 1, in: line) : min(fault.column - 1, line.count)
        return LineFault(column: offset + 1, reason: fault.reason)
    }
}
