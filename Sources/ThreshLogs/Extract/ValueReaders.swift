internal import Thresh

/// Notes what was found in its slot, and reads the values that are checked: those of integers, numbers and times.
@safe struct ValueReaders {
    let parsers: Unmanaged<ParserTable>

    /// - Returns: false when the bytes are not what the field must be.
    @inline(__always)
    func store(
        _ target: ExtractorTarget, _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ form: FieldForm,
        _ slots: UnsafeMutablePointer<FieldSlot>
    ) -> Bool {
        var start = start
        var end = end
        let slot = unsafe slots + Int(target.slot)
        if target.part != .whole, unsafe !RequestParts.narrow(target.part, base, &start, &end) {
            unsafe slot.pointee.form = .null
            if target.part.isDerived { unsafe derive(target.part, LineBytes(base + start, end &- start), start, slot) }
            return true
        }
        unsafe slot.pointee.start = UInt32(truncatingIfNeeded: start)
        unsafe slot.pointee.end = UInt32(truncatingIfNeeded: end)
        let count = end &- start
        // A dash is no level: it stands before one, or behind it.
        if count <= 1, target.check != .level, unsafe isNull(target, base + start, count),
            form == .plain || target.keepsText
        {
            unsafe slot.pointee.form = .null
            return true
        }
        if count == 2, target.nulls.contains(.minusOne), unsafe base[start] == UInt8(ascii: "-"),
            unsafe base[start &+ 1] == UInt8(ascii: "1"), form == .plain, target.check != .none
        {
            unsafe slot.pointee.form = .null
            return true
        }
        unsafe slot.pointee.form = form
        if target.part == .textOrBytes, form == .plain || form == .bare, count > 1,
            unsafe base[start] == UInt8(ascii: "["),
            unsafe base[start &- 1] != UInt8(ascii: "\"")
        {
            unsafe slot.pointee.form = .byteArray
        }
        if target.check == .none { return true }
        // The first of a list goes on with a comma.
        if target.check == .client { return unsafe count == 0 || base[end &- 1] != UInt8(ascii: ",") }
        return unsafe read(target, LineBytes(base + start, count), slot)
    }

    @inline(__always)
    func time(_ parser: Int32, _ text: LineBytes) -> Int64? {
        // SAFETY: the extractor keeps the table for as long as it reads.
        unsafe parsers._withUnsafeGuaranteedRef { $0.time(Int(parser), text) }
    }

    /// The word for a level; what is none of its scale stays as it is written.
    @inline(never)
    private func derive(_ part: FieldPart, _ text: LineBytes, _ start: Int, _ slot: UnsafeMutablePointer<FieldSlot>) {
        if text.count == 0 || text.equals("null") { return }
        if let word = LevelScale.word(part, text) {
            unsafe slot.pointee.note(word)
        } else if !text.equals("-") {
            unsafe slot.pointee.start = UInt32(truncatingIfNeeded: start)
            unsafe slot.pointee.end = UInt32(truncatingIfNeeded: start &+ text.count)
            unsafe slot.pointee.form = .plain
        }
    }

    @inline(__always)
    private func isNull(_ target: ExtractorTarget, _ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        if count == 0 { return target.nulls.contains(.empty) }
        return unsafe target.nulls.contains(.dash) && start[0] == UInt8(ascii: "-")
    }

    @inline(__always)
    private func read(_ target: ExtractorTarget, _ text: LineBytes, _ slot: UnsafeMutablePointer<FieldSlot>) -> Bool {
        if target.check == .time {
            if text.count == 1, text[0] == 48, target.nulls.contains(.zeroTime) {
                unsafe slot.pointee.form = .null
                return true
            }
            // SAFETY: the extractor keeps the table for as long as it reads.
            return unsafe parsers._withUnsafeGuaranteedRef { table in
                let isObject = target.part == .instant && text.at(0) == UInt8(ascii: "{")
                let time = isObject ? MessageParts.instant(text) : table.time(Int(target.parser), text)
                guard
                    let value = unsafe time ?? pointedTime(table, target, text)
                        ?? escapedTime(table, target, text, slot)
                else {
                    if target.keepsText { unsafe noteMark(text, slot) }
                    return unsafe slot.pointee.form.rawValue <= FieldForm.mark.rawValue
                }
                unsafe slot.pointee.form = .time
                unsafe slot.pointee.value = value
                return true
            }
        }
        if target.check == .level { return LevelWord.matches(text) }
        if target.check == .host { return HostWord.matches(text) }
        if target.check == .program {
            return text.count > 0 && !":;|=<>".utf8.contains(text[0]) && !LevelWord.isSure(text)
        }
        return unsafe readNumber(target, text, slot)
    }

    /// Seconds since 1970 with a comma before their fraction.
    @inline(never)
    private func pointedTime(_ table: ParserTable, _ target: ExtractorTarget, _ text: LineBytes) -> Int64? {
        guard target.hasDecimalComma else { return nil }
        return DecimalComma.withPoint(text) { table.time(Int(target.parser), $0) }
    }

    /// A time with escapes of JSON in it: PHP writes `05\/13\/2024`.
    @inline(never)
    private func escapedTime(
        _ table: ParserTable, _ target: ExtractorTarget, _ text: LineBytes, _ slot: UnsafeMutablePointer<FieldSlot>
    ) -> Int64? {
        guard unsafe slot.pointee.form == .jsonEscaped else { return nil }
        var plain = ByteBuffer(capacity: text.count)
        unsafe Escapes.appendJSON(ByteView(unsafeStart: text.base, count: text.count), to: &plain)
        return Array(plain.view).withLineBytes { table.time(Int(target.parser), $0) }
    }

    @inline(never)
    private func readNumber(
        _ target: ExtractorTarget, _ text: LineBytes, _ slot: UnsafeMutablePointer<FieldSlot>
    ) -> Bool {
        // Most are a few digits.
        if unsafe target.check == .integer || target.check == .number && slot.pointee.form == .bare {
            // SAFETY: the text is in the line, which has 64 readable bytes behind it.
            let digits = unsafe LineScan.digits(text.base, 0)
            if digits.count > 0, digits.count < 8, digits.count == text.count {
                unsafe slot.pointee.form = .integer
                unsafe slot.pointee.value = digits.value
                return true
            }
        }
        switch target.check {
        case .integer:
            // HAProxy's `+` says that more followed.
            let isSigned = text.count > 1 && text[0] == UInt8(ascii: "+") && text[1] &- 48 < 10
            guard let value = NumberText.integer(isSigned ? text.slice(1, text.count) : text) else { return false }
            unsafe slot.pointee.form = .integer
            unsafe slot.pointee.value = Int64(value)
            return true
        case .number: return unsafe readDecimal(target, text, slot)
        case .duration:
            guard let value = NumberText.duration(text, target.unit) else { return false }
            unsafe slot.pointee.form = .number
            unsafe slot.pointee.value = Int64(bitPattern: value.bitPattern)
            return true
        case .boolean:
            let isTrue = text.equals("true")
            guard isTrue || text.equals("false") else {
                unsafe noteMark(text, slot)
                return unsafe slot.pointee.form.rawValue <= FieldForm.mark.rawValue
            }
            unsafe slot.pointee.form = .boolean
            unsafe slot.pointee.value = isTrue ? 1 : 0
            return true
        case .numeral:
            unsafe noteMark(text, slot)
            return true
        case .none, .time, .level, .host, .program, .client: return true
        }
    }

    /// A number; but one that is written in another way than answers print it, or that 64 bits do not hold, stays a text
    /// where the column's values are texts.
    private func readDecimal(
        _ target: ExtractorTarget, _ text: LineBytes, _ slot: UnsafeMutablePointer<FieldSlot>
    ) -> Bool {
        let isText = unsafe target.keepsText && slot.pointee.form != .bare
        if isText {
            guard let value = NumberText.canonical(text), value.kind == .integer || !target.hasDecimalComma else {
                unsafe noteMark(text, slot)
                let isMark = unsafe slot.pointee.form.rawValue <= FieldForm.mark.rawValue
                return isMark || NumberText.value(text.trimmed) != nil
                    || target.hasDecimalComma && NumeralValue.number(in: text.trimmed, .commaNumber) != nil
            }
            unsafe slot.pointee.form = value.kind == .integer ? .integer : .number
            unsafe slot.pointee.value = value.bits
            return true
        }
        if let value = NumberText.integer(text) {
            unsafe slot.pointee.form = .integer
            unsafe slot.pointee.value = Int64(value)
            return true
        }
        guard let value = NumberText.value(text) else {
            unsafe noteMark(text, slot)
            return unsafe slot.pointee.form.rawValue <= FieldForm.mark.rawValue
        }
        if NumberText.isDigits(text) { return true }
        unsafe slot.pointee.form = .number
        unsafe slot.pointee.value = Int64(bitPattern: value.bitPattern)
        return true
    }

    private func noteMark(_ text: LineBytes, _ slot: UnsafeMutablePointer<FieldSlot>) {
        // Nearly all begin with a digit.
        if text.at(0) &- 48 < 10 || text.count > 16 { return }
        let text = text.trimmed
        if !NullMarks.isMark(text) { return }
        unsafe slot.pointee.form = text.count > 1 ? .mark : .null
    }
}

/// The parsers of an extractor's time fields.
@safe final class ParserTable {
    private let times: [TimeParser]
    /// The same, found without counting references.
    private let places: UnsafeMutablePointer<Unmanaged<TimeParser>>

    init(times: [TimeParser]) {
        self.times = times
        unsafe places = .allocate(capacity: max(1, times.count))
        for (index, parser) in times.enumerated() {
            unsafe (places + index).initialize(to: .passUnretained(parser))
        }
    }

    deinit { unsafe places.deallocate() }

    /// REQUIRES: there is a parser of that number.
    @inline(__always)
    func time(_ index: Int, _ text: LineBytes) -> Int64? {
        // SAFETY: the table keeps its parsers.
        unsafe places[index]._withUnsafeGuaranteedRef { $0.parse(text) }
    }
}
