internal import Platform

/// Says what is wrong with a line that a format's steps did not fit.
@safe struct FaultFinder {
    let exact: [OpCompiler]
    // SAFETY: a slot for every target of the extractor, which keeps them for longer than this lives.
    let slots: UnsafeMutablePointer<FieldSlot>
    let values: ValueReaders

    /// Of several ways to write a line, the one that got furthest is explained.
    func fault(in line: LineBytes) -> LineFault? {
        var furthest: LineFault?
        for compiled in exact {
            let program = StepProgram(compiled)
            defer { program.deallocate() }
            var place = 0
            let failed = unsafe program.run(line.base, line.count, slots, values, &place)
            if failed < 0 { return nil }
            let fault = unsafe self.fault(compiled, program.ops[failed], min(place, line.count), line)
            if fault.column > furthest?.column ?? 0 { furthest = fault }
        }
        return furthest
    }

    private func fault(_ compiled: OpCompiler, _ op: ExtractorOp, _ place: Int, _ line: LineBytes) -> LineFault {
        let name = op.name >= 0 ? compiled.names[Int(op.name)] : "a field"
        if op.name == OpCompiler.lineEnd {
            return LineFault(
                column: place + 1, reason: "the line goes on with \(quoted(line, place)) where it should end")
        }
        let (start, end, behind) = extent(op, place, line)
        if end < 0, op.find == .time {
            return LineFault(column: place + 1, reason: "\(name) is \(quoted(line, place)), not a time")
        }
        if end < 0 { return LineFault(column: place + 1, reason: missing(op, name)) }
        let text = line.slice(start, max(start, end))
        if op.isWord, let blank = text.firstIndex(of: 32) ?? text.firstIndex(of: 9) {
            return LineFault(column: start + blank + 1, reason: "a blank within \(name)")
        }
        if let reason = typeFault(compiled, op, text, name) { return LineFault(column: start + 1, reason: reason) }
        let wanted = String(decoding: op.literal.bytes, as: UTF8.self)
        let found = behind < line.count ? quoted(line, behind) : "the line's end"
        let after = op.name >= 0 ? " after \(name)" : ""
        return LineFault(
            column: behind + 1,
            reason: op.literal.count > 0
                ? "expected '\(wanted)'\(after), found \(found)" : "expected the line's end\(after), found \(found)")
    }

    private func missing(_ op: ExtractorOp, _ name: String) -> String {
        switch op.find {
        case .quoted, .cell: return "\(name) has no closing quote"
        case .quotedOrToken where op.literal.count == 0: return "\(name) has no closing quote"
        case .structuredData: return "\(name) is no structured data, which is '-' or groups in brackets"
        case .level: return op.levels == .backend ? "\(name) is no process of PostgreSQL's" : "\(name) is no level"
        case .beforeLevel: return "no level after \(name)"
        case .width: return "the line ends within \(name)"
        default:
            let wanted = String(decoding: op.literal.bytes, as: UTF8.self)
            return wanted.isEmpty ? "the line ends before \(name)" : "no '\(wanted)' after \(name)"
        }
    }

    /// Where the op says its field begins and ends, as the program finds it, and where what follows begins.
    private func extent(_ op: ExtractorOp, _ place: Int, _ line: LineBytes) -> (start: Int, end: Int, behind: Int) {
        if op.find == .cell {
            let cell = unsafe LineScan.cell(op.separator, line.base, place, line.count)
            return (cell.start, cell.end, cell.next)
        }
        let (start, end) = range(op, place, line)
        return (start, end, start != place ? end + 1 : end)
    }

    private func range(_ op: ExtractorOp, _ place: Int, _ line: LineBytes) -> (Int, Int) {
        let (base, count) = unsafe (line.base, line.count)
        let start = place + Int(op.skip)
        switch op.find {
        case .here, .mark, .cell, .cells: return (place, place)
        case .byte: return unsafe (place, LineScan.byte(op.literal.firstByte, op.count, base, start, count))
        case .literal, .digits: return unsafe (place, LineScan.literal(op.literal, base, start, count))
        case .either: return unsafe (place, LineScan.either(op.literal, op.other, base, start, count))
        case .quoted: return unsafe (place, LineScan.quote(base, place, count))
        case .width: return (place, start <= count ? start : -1)
        case .end: return (place, start <= count ? count : -1)
        case .structuredData: return unsafe (place, LineScan.structuredData(base, place, count))
        case .time: return unsafe (place, TimeExtent.end(op.layout, base, place, count))
        case .padding:
            var end = place
            while end < count, line[end] == 32 { end += 1 }
            return (place, end)
        case .unescaped: return unsafe (place, LineScan.unescaped(op.literal, base, place, count))
        case .level: return unsafe (place, op.levels.end(base, place, count))
        case .beforeLevel:
            return unsafe (place, LevelWords.postgresqlStart(behind: op.literal, base, place, count))
        case .list:
            let end = unsafe LineScan.list(op.literal, base, place, count)
            return (place, end < 0 && !op.passes ? count : end)
        case .quotedOrCut:
            let quote = unsafe LineScan.quote(base, place, count)
            return (place, quote < 0 ? count : quote)
        case .quotedOrToken:
            if line.at(place) == 34 { return unsafe (place + 1, LineScan.quote(base, place + 1, count)) }
            if op.literal.count == 0 { return (place, count) }
            let end = unsafe LineScan.either(op.literal, op.other, base, place, count)
            return unsafe (place, LineScan.endOfList(op.literal, op.other, base, place, end, count))
        }
    }

    private func typeFault(_ compiled: OpCompiler, _ op: ExtractorOp, _ text: LineBytes, _ name: String) -> String? {
        let scratch = UnsafeMutablePointer<FieldSlot>.allocate(capacity: 1)
        defer { unsafe scratch.deallocate() }
        unsafe scratch.initialize(to: FieldSlot())
        for index in 0..<Int(op.targetCount) {
            var target = compiled.opTargets[Int(op.firstTarget) + index]
            target.slot = 0
            if unsafe !values.store(target, text.base, 0, text.count, .plain, scratch) {
                return "\(name) is \(quoted(text, 0)), not \(target.check.noun)"
            }
        }
        return nil
    }

    private func quoted(_ line: LineBytes, _ start: Int) -> String { QuotedText.of(line, from: start) }
}

/// A piece of a line for a message.
enum QuotedText {
    static func of(_ line: LineBytes, from start: Int = 0, limit: Int = 30) -> String {
        var end = min(line.count, start + limit)
        // No character is cut in two.
        while end > start, end < line.count, line[end] & 0xC0 == 0x80 { end -= 1 }
        let visible = VisibleText.of((min(start, end)..<end).map { line[$0] })
        return "'\(visible)\(end < line.count ? "…" : "")'"
    }
}
