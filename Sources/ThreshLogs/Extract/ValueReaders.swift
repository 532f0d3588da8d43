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
            return true
        }
        unsafe slot.pointee.start = UInt32(truncatingIfNeeded: start)
        unsafe slot.pointee.end = UInt32(truncatingIfNeeded: end)
        let count = end &- start
        if count <= 1, unsafe isNull(target, base + start, count), form == .plain || target.keepsText {
            unsafe slot.pointee.form = .null
            return true
        }
        unsafe slot.pointee.form = form
        if target.check == .none { return true }
        return unsafe read(target, LineBytes(base + start, count), slot)
    }

    @inline(__always)
    private func isNull(_ target: ExtractorTarget, _ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        if count == 0 { return target.nulls.contains(.empty) }
        return unsafe target.nulls.contains(.dash) && start[0] == UInt8(ascii: "-")
    }

    @inline(__always)
    private func read(_ target: ExtractorTarget, _ text: LineBytes, _ slot: UnsafeMutablePointer<FieldSlot>) -> Bool {
        if target.check == .time {
            // SAFETY: the extractor keeps the table for as long as it reads.
            return unsafe parsers._withUnsafeGuaranteedRef { table in
                guard let value = table.time(Int(target.parser), text) else { return false }
                unsafe slot.pointee.form = .time
                unsafe slot.pointee.value = value
                return true
            }
        }
        if target.check == .level { return LevelWord.matches(text) }
        if target.check == .host { return HostWord.matches(text) }
        return unsafe readNumber(target, text, slot)
    }

    @inline(never)
    private func readNumber(
        _ target: ExtractorTarget, _ text: LineBytes, _ slot: UnsafeMutablePointer<FieldSlot>
    ) -> Bool {
        switch target.check {
        case .integer:
            guard let value = NumberText.integer(text) else { return false }
            unsafe slot.pointee.form = .integer
            unsafe slot.pointee.value = Int64(value)
            return true
        case .number: return unsafe readDecimal(target, text, slot)
        case .duration:
            if target.nulls.contains(.minusOne), text.equals("-1") {
                unsafe slot.pointee.form = .null
                return true
            }
            guard let value = NumberText.duration(text, target.unit) else { return false }
            unsafe slot.pointee.form = .number
            unsafe slot.pointee.value = Int64(bitPattern: value.bitPattern)
            return true
        case .boolean:
            let isTrue = text.equals("true")
            guard isTrue || text.equals("false") else { return false }
            unsafe slot.pointee.form = .boolean
            unsafe slot.pointee.value = isTrue ? 1 : 0
            return true
        case .numeral:
            unsafe noteMark(text, slot)
            return true
        case .none, .time, .level, .host: return true
        }
    }

    /// A number; but one that is written in another way than answers print it, or that 64 bits do not hold, stays a text
    /// where the column's values are texts.
    private func readDecimal(
        _ target: ExtractorTarget, _ text: LineBytes, _ slot: UnsafeMutablePointer<FieldSlot>
    ) -> Bool {
        let isText = unsafe target.keepsText && slot.pointee.form != .bare
        if isText {
            guard let value = NumberText.canonical(text) else {
                unsafe noteMark(text, slot)
                return unsafe slot.pointee.form.rawValue <= FieldForm.mark.rawValue
                    || NumberText.value(text.trimmed) != nil
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
        guard let value = NumberText.value(text) else { return false }
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
