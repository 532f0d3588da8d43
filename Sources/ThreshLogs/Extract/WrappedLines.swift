internal import Glibc
internal import Thresh

/// Reads lines that carry lines of another format: first the wrapper, then the message, if a field of it is wanted.
@safe final class WrappedLines {
    private let outer: FieldExtractor
    private let isCRI: Bool
    /// Whether the message is pairs, of which there may be none.
    private let hasPairs: Bool
    /// What reads the messages; empty when no field of them is wanted. Several where programs write formats of their own.
    private let inners: [Inner]
    var readsMessages: Bool { !inners.isEmpty }
    /// What the wrapper's field that names the program has to do with these.
    private let carrier: Carrier?
    private let services: [(name: [UInt8], inner: Int)]
    /// Which slot each of their fields goes to.
    private let outerSlots: [Int]
    /// Whether a line is read by all its messages' format, or not at all.
    private let needsInner: Bool
    /// Whether each line's message is read.
    private let readsInner: Bool

    /// The reader of one format's messages.
    private struct Inner {
        /// nil where messages are texts, or have none of the wanted fields.
        let extractor: FieldExtractor?
        let slots: [(slot: Int, use: InnerUse)]
        /// Those of the message itself, where it is a text.
        let textSlots: [Int]
        /// Whether a message may have several lines.
        let hasLines: Bool
    }

    /// What a field of the message is beside one of the wrapper that has its name.
    private enum InnerUse {
        case alone
        /// The value where the wrapper has none.
        case spare
        /// The value, but where the message has none.
        case first
    }

    /// A line and its message without escapes, one behind the other: slots count from one place.
    private var text = ByteBuffer(capacity: 4096)

    /// - Parameter fields: the definitions of the wanted ones, in the order of their slots.
    init(
        outer: LogFormat, inner: LogFormat, _ fields: [(slot: Int, definition: FieldDefinition)], context: TimeContext,
        isWholeLine: Bool
    ) throws(ThreshError) {
        var outerNames: [String] = []
        var wanted: [(slot: Int, name: String, use: InnerUse)] = []
        var outerSlots: [Int] = []
        for (slot, definition) in fields {
            switch definition.source {
            case .outer(let name):
                if let index = wanted.firstIndex(where: { $0.slot == slot }) { wanted[index].use = .first }
                outerNames.append(name)
                outerSlots.append(slot)
            case .inner(let name): wanted.append((slot, name, outerSlots.contains(slot) ? .spare : .alone))
            case .step, .key, .group, .joined, .beside: break
            }
        }
        needsInner = wanted.contains { $0.use == .alone }
        readsInner = wanted.contains { $0.use != .spare }
        isCRI = outer.name == "cri"
        if case .pairs = inner.layout { hasPairs = true } else { hasPairs = false }
        self.outerSlots = outerSlots
        // Behind the fields that are wanted for themselves, the message; and which program wrote it.
        var further = wanted.isEmpty ? [] : ["message"]
        var services: [(name: [UInt8], inner: Int)] = []
        var inners: [Inner] = []
        if case .services(let formats) = inner.layout, !wanted.isEmpty, let field = outer.carrier?.serviceField {
            further.append(field)
            for (index, service) in formats.enumerated() {
                services += service.names.map { (Array($0.utf8), index) }
                inners.append(
                    try WrappedLines.reader(service.format, wanted, outer, context, isWholeLine: isWholeLine))
            }
        } else if !wanted.isEmpty {
            inners = [try WrappedLines.reader(inner, wanted, outer, context, isWholeLine: isWholeLine)]
        }
        carrier = services.isEmpty ? nil : outer.carrier
        self.services = services
        self.inners = inners
        self.outer = try FieldExtractor(
            outer, fields: outerNames + further, context: context, isWholeLine: isWholeLine)
    }

    private static func reader(
        _ format: LogFormat?, _ wanted: [(slot: Int, name: String, use: InnerUse)], _ outer: LogFormat,
        _ context: TimeContext, isWholeLine: Bool
    ) throws(ThreshError) -> Inner {
        // Programs beside it may have further names.
        let isOne = outer.carrier?.serviceField == nil
        let own =
            format.map { format in
                wanted.filter { isOne || !format.definitions(of: $0.name).isEmpty }
            } ?? []
        let texts = format == nil ? wanted.filter { $0.name == "message" }.map(\.slot) : []
        guard let format, !own.isEmpty else {
            return Inner(extractor: nil, slots: [], textSlots: texts, hasLines: false)
        }
        // Some messages that syslog carries are any text, the first word of which is no client.
        let extractor = try FieldExtractor(
            format, fields: own.map(\.name), context: context, isWholeLine: isWholeLine || outer.isCarrier)
        return Inner(
            extractor: extractor, slots: own.map { ($0.slot, $0.use) }, textSlots: texts,
            hasLines: format.firstLine != nil)
    }

    func checkPatterns() throws(ThreshError) {
        try outer.checkPatterns()
        for inner in inners { try inner.extractor?.checkPatterns() }
    }

    /// REQUIRES: 64 bytes behind the line are readable.
    /// - Parameter base: set to where the slots count from.
    func extract(
        _ line: UnsafePointer<UInt8>, _ count: Int, _ slots: UnsafeMutablePointer<FieldSlot>,
        _ base: inout UnsafePointer<UInt8>
    ) -> LineOutcome {
        unsafe base = line
        let outcome = unsafe outer.extract(line, count)
        if outcome != .fields { return outcome }
        for (index, slot) in outerSlots.enumerated() { unsafe slots[slot] = outer.slots[index] }
        if inners.isEmpty { return .fields }
        if carrier != nil { return unsafe extractOfService(line, count, slots, &base) }
        return unsafe extract(inners[0], line, count, slots, &base)
    }

    /// The fields of the message of the line that the wrapper's were just read of.
    @inline(__always)
    private func extract(
        _ reader: Inner, _ line: UnsafePointer<UInt8>, _ count: Int, _ slots: UnsafeMutablePointer<FieldSlot>,
        _ base: inout UnsafePointer<UInt8>
    ) -> LineOutcome {
        guard let inner = reader.extractor else { return .fields }
        if !readsInner, reader.slots.allSatisfy({ unsafe isThere(slots[$0.slot]) }) {
            return .fields
        }
        let message = unsafe messageSlot(of: line)
        // CRI leaves out the message of an empty line.
        if hasPairs, message.form == .null || message.start == message.end { return .fields }
        if message.form == .null { return needsInner ? isCRI ? .skipped : .malformed : .fields }
        if unsafe isCut(line, message) { return needsInner ? .malformed : .fields }
        var offset = Int(message.start)
        var length = Int(message.end) - offset
        if message.form != .plain {
            offset = count
            length = unsafe unwrap(line, count)
            unsafe base = text.rawBuffer.bindMemory(to: UInt8.self).baseAddress!
        }
        let outcome =
            if reader.hasLines, let end = unsafe memchr(base + offset, 10, length) {
                // SAFETY: the message is in the line, or in `text`.
                unsafe inner.extract(
                    ByteView(unsafeStart: base + offset, count: length),
                    firstLine: UnsafeRawPointer(end) - UnsafeRawPointer(base + offset))
            } else {
                unsafe inner.extract(base + offset, length)
            }
        if outcome != .fields { return needsInner ? outcome : .fields }
        // What the inner format's reader made of the message.
        if let own = unsafe inner.slotBase, unsafe own != base + offset {
            text.removeAll()
            unsafe text.append(UnsafeRawBufferPointer(start: line, count: count))
            offset = unsafe inner.appendFields(to: &text)
            unsafe base = text.rawBuffer.bindMemory(to: UInt8.self).baseAddress!
        }
        for (index, (slot, use)) in reader.slots.enumerated() {
            switch use {
            case .alone: break
            case .spare: if unsafe isThere(slots[slot]) { continue }
            case .first: if unsafe !isThere(inner.slots[index]) { continue }
            }
            unsafe slots[slot] = inner.slots[index]
            unsafe slots[slot].start += UInt32(offset)
            unsafe slots[slot].end += UInt32(offset)
        }
        return .fields
    }

    /// The same by the format of the program that wrote the line; of one that was not among the first lines, by the first
    /// format that fits.
    @inline(never)
    private func extractOfService(
        _ line: UnsafePointer<UInt8>, _ count: Int, _ slots: UnsafeMutablePointer<FieldSlot>,
        _ base: inout UnsafePointer<UInt8>
    ) -> LineOutcome {
        if let known = unsafe service(of: line) {
            let reader = inners[known]
            for slot in reader.textSlots { unsafe slots[slot] = outer.slots[outerSlots.count] }
            return unsafe extract(reader, line, count, slots, &base)
        }
        for reader in inners where reader.extractor != nil {
            if unsafe extract(reader, line, count, slots, &base) == .fields { return .fields }
            unsafe base = line
        }
        return needsInner ? .malformed : .fields
    }

    /// Which reader is that of the program that wrote the line which the wrapper's fields were read of last.
    private func service(of line: UnsafePointer<UInt8>) -> Int? {
        let slot = unsafe outer.slots[outerSlots.count + 1]
        guard let carrier, slot.form != .null else { return nil }
        let name = unsafe LineBytes(line, Int(slot.end)).slice(Int(slot.start), Int(slot.end))
        let service = carrier.service(name)
        return services.first { service.equals($0.name) }?.inner
    }

    private func isThere(_ slot: FieldSlot) -> Bool { slot.form.rawValue > FieldForm.mark.rawValue }

    /// Where the message of the line is that was read last: plain where there is no escape in it.
    private func messageSlot(of line: UnsafePointer<UInt8>) -> FieldSlot {
        var slot = unsafe outer.slots[outerSlots.count]
        if slot.form == .jsonEscaped,
            unsafe LineScan.byte(UInt8(ascii: "\\"), 1, line, Int(slot.start), Int(slot.end)) < 0
        {
            slot.form = .plain
        }
        return slot
    }

    /// Copies the line that was read last and its message, which has escapes.
    ///
    /// - Returns: the length of the message, which is behind the line.
    private func unwrap(_ line: UnsafePointer<UInt8>, _ count: Int) -> Int {
        text.removeAll()
        unsafe text.append(UnsafeRawBufferPointer(start: line, count: count))
        // SAFETY: the slots are of this line.
        let fields = unsafe outer.fields(of: ByteView(unsafeStart: line, count: count))
        fields[outerSlots.count].appendText(to: &text)
        let end = text.count
        for _ in 0..<8 { text.append(integer: UInt64(0)) }
        return end - count
    }

    /// Why `extract` calls a line malformed; nil when it does not.
    func fault(in line: LineBytes) -> LineFault? {
        let view = unsafe ByteView(unsafeStart: line.base, count: line.count)
        if let fault = outer.fault(in: view) { return fault }
        guard needsInner, unsafe outer.extract(line.base, line.count) == .fields else { return nil }
        let known = carrier == nil ? 0 : unsafe service(of: line.base)
        guard let inner = known.map({ inners[$0].extractor }) ?? inners.lazy.compactMap(\.extractor).first else {
            return nil
        }
        let message = unsafe messageSlot(of: line.base)
        if message.form == .null {
            return isCRI || hasPairs ? nil : LineFault(column: line.count + 1, reason: "the line has no message")
        }
        let start = Int(message.start)
        if unsafe isCut(line.base, message) {
            return LineFault(
                column: start + 1, reason: "the message is a part of a longer line, which the runtime divided")
        }
        let source = line.slice(start, Int(message.end))
        var fault: LineFault?
        if message.form == .plain {
            fault = unsafe inner.fault(in: ByteView(unsafeStart: source.base, count: source.count))
            fault = fault.map { LineFault(column: $0.column + start, reason: $0.reason) }
        } else {
            let length = unsafe unwrap(line.base, line.count)
            fault = inner.fault(in: text.view.slice(line.count, line.count + length))
            fault = fault.map { fault in
                let offset = Escapes.sourceOffset(ofDecoded: fault.column - 1, in: source)
                return LineFault(column: start + 1 + offset, reason: fault.reason)
            }
        }
        guard let fault else { return nil }
        let part = mayBePart(line, message) ? " (it may be a part of a longer line, which the runtime divided)" : ""
        return LineFault(column: fault.column, reason: "in the message: \(fault.reason)\(part)")
    }

    /// Whether CRI's tag says that the message goes on in another line: its values may be cut off too.
    private func isCut(_ line: UnsafePointer<UInt8>, _ message: FieldSlot) -> Bool {
        let start = Int(message.start)
        // SAFETY: the tag is before the message, in the line.
        return unsafe isCRI && start >= 3 && line[start - 3] == 32 && line[start - 2] == UInt8(ascii: "P")
    }

    /// Whether the line's end is missing from Docker's message, as it is in all but the last part of a divided line.
    private func mayBePart(_ line: LineBytes, _ message: FieldSlot) -> Bool {
        !isCRI && line.at(Int(message.end)) == UInt8(ascii: "\"")
    }
}
