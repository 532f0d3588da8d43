internal import CThresh
internal import Thresh

/// Ops to run over lines, in memory of its own: no reference is counted while a line is read.
///
/// REQUIRES of its owner: `deallocate()` once, at the end.
@safe struct StepProgram {
    let ops: UnsafeMutablePointer<ExtractorOp>
    let opCount: Int
    let targets: UnsafeMutablePointer<ExtractorTarget>
    let targetCount: Int

    init(_ compiled: OpCompiler) {
        opCount = compiled.ops.count
        targetCount = compiled.opTargets.count
        unsafe ops = .allocate(capacity: max(1, opCount))
        unsafe targets = .allocate(capacity: max(1, targetCount))
        for (index, op) in compiled.ops.enumerated() {
            unsafe (ops + index).initialize(to: op)
            unsafe ops[index].pass = op.simplePass
        }
        for (index, target) in compiled.opTargets.enumerated() {
            unsafe (targets + index).initialize(to: target)
            unsafe targets[index].usual = target.usualValue
        }
    }

    func deallocate() {
        unsafe ops.deallocate()
        unsafe targets.deallocate()
    }

    /// Finds the wanted fields.
    ///
    /// REQUIRES: 64 bytes behind `base + count` are readable; there are as many slots as targets name.
    /// - Returns: -1, or the number of the op that failed; then `place` is where its field begins.
    @inline(__always)
    func run(
        _ base: UnsafePointer<UInt8>, _ count: Int, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders,
        _ place: inout Int
    ) -> Int {
        var position = 0
        var mark = 0
        var index = 0
        while index < opCount {
            // SAFETY: `index < opCount`.
            let op = unsafe ops + index
            if let next = unsafe passed(op, base, position, count) {
                position = next
                index &+= 1
                continue
            }
            var start = position
            var end = unsafe position &+ Int(op.pointee.skip)
            var form = FieldForm.plain
            var number: Int64 = 0
            // Behind the field, where that is not its end.
            var behind = -1
            let literal = unsafe op.pointee.literal
            switch unsafe op.pointee.find {
            case .here: break
            case .byte:
                end = unsafe LineScan.byte(literal.firstByte, op.pointee.count, base, end, count)
            case .literal:
                end = unsafe LineScan.literal(literal, base, end, count)
            case .quoted:
                end = unsafe LineScan.quote(base, position, count)
            case .width: if end > count { end = -1 }
            case .digits:
                let digits = unsafe LineScan.digits(base, position)
                if digits.count > 0, digits.count < 8, position &+ digits.count &+ literal.count <= count,
                    unsafe LineScan.load(base, position &+ digits.count) & literal.mask == literal.word
                {
                    end = position &+ digits.count
                    form = .integer
                    number = digits.value
                } else {
                    end = unsafe LineScan.literal(literal, base, end, count)
                }
            case .end: end = end <= count ? count : -1
            case .either:
                end = unsafe LineScan.either(literal, op.pointee.other, base, end, count)
            case .quotedOrToken:
                (start, end, form) = unsafe quotedOrToken(op.pointee, base, position, count)
            case .cell:
                (start, end, form, behind) = unsafe LineScan.cell(op.pointee.separator, base, position, count)
            case .cells:
                end = unsafe LineScan.cells(op.pointee.count, op.pointee.separator, base, position, count)
                start = end
                behind = end
            case .structuredData:
                end = unsafe LineScan.structuredData(base, position, count)
            case .quotedOrCut:
                end = unsafe LineScan.quote(base, position, count)
                if end < 0 {
                    // Nothing follows what is cut off.
                    let isGood = unsafe store(
                        op, base, position, count, .plain, 0, slots, values)
                    place = position
                    return isGood ? -1 : index
                }
            case .list:
                end = unsafe LineScan.list(literal, base, position, count)
                // What follows may be missing, and then the line ends.
                if unsafe end < 0 && !op.pointee.passes { end = count }
            case .unescaped: end = unsafe LineScan.unescaped(literal, base, position, count)
            case .level: end = unsafe op.pointee.levels.end(base, position, count)
            case .beforeLevel: end = unsafe LevelWords.postgresqlStart(behind: literal, base, position, count)
            case .padding: while unsafe end < count && base[end] == 32 { end &+= 1 }
            case .time:
                end = unsafe TimeExtent.end(op.pointee.layout, base, position, count)
            case .mark:
                mark = position
                index &+= 1
                continue
            }
            // What was in quotes ends behind the closing one.
            let isPast = start != position && end >= 0
            var next = behind >= 0 ? behind : isPast ? end &+ 1 : end
            var isGood = end >= 0
            if unsafe isGood && op.pointee.isWord {
                isGood =
                    unsafe LineScan.byte(32, 1, base, start, end) < 0
                    && LineScan.byte(9, 1, base, start, end) < 0
                if !isGood { end = -1 }
            }
            if isGood {
                if literal.count > 0, unsafe op.pointee.passes {
                    isGood = unsafe LineScan.load(base, min(next, count)) & literal.mask == literal.word
                    isGood = isGood && next &+ literal.count <= count
                    next = next &+ literal.count
                    if unsafe op.pointee.isPadded {
                        while unsafe next < count && base[next] == 32 { next &+= 1 }
                    }
                } else if unsafe op.pointee.name == OpCompiler.lineEnd || op.pointee.find == .cell && literal.count == 0
                {
                    isGood = next == count
                }
                if isGood, unsafe op.pointee.targetCount > 0 {
                    isGood = unsafe store(op, base, start, end, form, number, slots, values)
                }
            } else {
                next = position
            }
            if isGood {
                position = next
                index &+= 1
                continue
            }
            if unsafe op.pointee.onFailure >= 0 {
                position = mark
                // Where nothing was found, nothing was stored.
                unsafe clear(end >= 0 ? index : index &- 1, slots)
                index = unsafe Int(op.pointee.onFailure)
                continue
            }
            place = position
            return index
        }
        return -1
    }

    /// Where most ops end that only pass bytes; nil for all others, and where the bytes are not there.
    @inline(__always)
    private func passed(
        _ op: UnsafePointer<ExtractorOp>, _ base: UnsafePointer<UInt8>, _ position: Int, _ count: Int
    ) -> Int? {
        switch unsafe op.pointee.pass {
        case .none: return nil
        case .byte:
            let end = unsafe LineScan.byte(op.pointee.literal.firstByte, op.pointee.count, base, position, count)
            return end < 0 ? nil : end &+ 1
        case .search:
            let end = unsafe LineScan.literal(op.pointee.literal, base, position, count)
            return unsafe end < 0 ? nil : end &+ op.pointee.literal.count
        case .literal:
            let end = unsafe position &+ op.pointee.literal.count
            let word = unsafe LineScan.load(base, position) & op.pointee.literal.mask
            return unsafe end <= count && word == op.pointee.literal.word ? end : nil
        }
    }

    /// A group failed at an op: what was found in the group before is not there.
    private func clear(_ failed: Int, _ slots: UnsafeMutablePointer<FieldSlot>) {
        var index = failed
        while unsafe index >= 0 && ops[index].find != .mark {
            for target in 0..<(unsafe Int(ops[index].targetCount)) {
                let slot = unsafe targets[Int(ops[index].firstTarget) + target].slot
                unsafe slots[Int(slot)].form = .null
            }
            index -= 1
        }
    }

    @inline(__always)
    private func store(
        _ op: UnsafePointer<ExtractorOp>, _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ form: FieldForm,
        _ number: Int64,
        _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders
    ) -> Bool {
        var index = unsafe Int(op.pointee.firstTarget)
        let last = unsafe index &+ Int(op.pointee.targetCount)
        while index < last {
            // SAFETY: compiled with as many targets.
            let target = unsafe targets + index
            let slot = unsafe slots + Int(target.pointee.slot)
            var isNoted = false
            switch unsafe target.pointee.usual {
            case .none: break
            case .text:
                isNoted = form == .plain && end &- start > 1
                if isNoted { unsafe slot.pointee.form = .plain }
            case .integer:
                isNoted = form == .integer
                if isNoted {
                    unsafe slot.pointee.form = .integer
                    unsafe slot.pointee.value = number
                }
            case .time:
                if form == .plain, end &- start > 2,
                    let time = unsafe values.time(target.pointee.parser, LineBytes(base + start, end &- start))
                {
                    isNoted = true
                    unsafe slot.pointee.form = .time
                    unsafe slot.pointee.value = time
                }
            }
            if isNoted {
                unsafe slot.pointee.start = UInt32(truncatingIfNeeded: start)
                unsafe slot.pointee.end = UInt32(truncatingIfNeeded: end)
            } else {
                let text = form == .integer ? .plain : form
                let isGood = unsafe values.store(target.pointee, base, start, end, text, slots)
                if !isGood { return false }
            }
            index &+= 1
        }
        return true
    }

    @inline(never)
    private func quotedOrToken(
        _ op: ExtractorOp, _ base: UnsafePointer<UInt8>, _ position: Int, _ count: Int
    ) -> (start: Int, end: Int, form: FieldForm) {
        if unsafe position < count && base[position] == UInt8(ascii: "\"") {
            return unsafe (position + 1, LineScan.quote(base, position + 1, count), .plain)
        }
        if !op.passes {
            let end = unsafe LineScan.either(op.literal, op.other, base, position, count)
            return unsafe (position, LineScan.endOfList(op.literal, op.other, base, position, end, count), .plain)
        }
        if op.literal.count == 0 { return (position, count, .plain) }
        let end = unsafe LineScan.literal(op.literal, base, position, count)
        return unsafe (position, LineScan.endOfList(op.literal, op.literal, base, position, end, count), .plain)
    }
}
