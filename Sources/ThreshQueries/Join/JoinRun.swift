import Platform
import Thresh
import ThreshLogs

/// One run of a join.
struct JoinRun {
    let kind: JoinKind
    let a: JoinSide
    let b: JoinSide
    let cells: JoinCells
    let options: JobOptions
    let sink: any RowSink
    let tell: (String) -> Void

    /// Where A is held, the rows of the answer are sorted once more. That is worth while where B is larger by so much.
    private static let muchLarger: UInt64 = 8
    private static let small: UInt64 = 64 << 20
    /// Bytes of the rows of one key that a worker has in memory at least.
    private static let leastHeld: UInt64 = 64 << 10

    /// Bytes that may be held; the workers need the rest.
    private var mostHeld: UInt64 {
        let (budget, least) = (options.memoryBudget, options.leastMemory)
        return budget > least ? (budget - least) / 2 : 0
    }

    func answer(_ wanted: JoinStrategy?) throws -> JoinOutcome {
        let strategies = try order(wanted)
        for strategy in strategies {
            switch strategy {
            case .b: if let outcome = try holdingB(limit: wanted == nil ? mostHeld : .max) { return outcome }
            case .a: if let outcome = try holdingA(limit: wanted == nil ? mostHeld : .max) { return outcome }
            case .none: return try merging()
            }
        }
        throw ThreshError(
            .badData,
            """
            neither side fits in memory, and the frames of a zstd file do not say how long they are, so that the order of its \
            lines is not known to all workers; decompress it first, or raise --memory
            """)
    }

    /// What is tried, one after another.
    private func order(_ wanted: JoinStrategy?) throws -> [JoinStrategy] {
        let (sizeA, sizeB) = (a.estimatedBytes, b.estimatedBytes)
        let (knowsA, knowsB) = (try a.hasAllPlaces, try b.hasAllPlaces)
        var strategies: [JoinStrategy] = []
        if let wanted {
            strategies = [wanted]
        } else {
            if sizeB <= mostHeld { strategies.append(.b) }
            if sizeA <= mostHeld { strategies.append(.a) }
            if strategies.count == 2, sizeB > JoinRun.small, sizeB / JoinRun.muchLarger > sizeA { strategies.reverse() }
            strategies.append(.none)
        }
        return strategies.filter { $0 == .b || ($0 == .a ? knowsB || kind.isOfA : knowsA && knowsB) }
    }

    private func options(_ arguments: [String], held: UInt64 = 0) -> JobOptions {
        var options = options
        options.inputs = arguments
        options.output = unsafe .stream { _ in }
        if held > 0 {
            options.memory = max(options.leastMemory, options.memoryBudget - min(held, options.memoryBudget))
        }
        return options
    }

    private struct TooLarge: Error {}

    /// A side as a table; nil where it has more than `limit` bytes.
    private func table(
        _ side: JoinSide, _ form: JoinGather.Form, limit: UInt64
    ) throws -> (table: JoinTable, result: JobResult)? {
        let table = JoinTable()
        var options = options([side.input.argument], held: limit)
        options.output = unsafe .stream { piece in
            if unsafe !table.add(piece, limit: limit) { throw TooLarge() }
        }
        do {
            let result = try JoinGather(side, cells, form).run(options)
            return try table.finish(limit: limit) ? (table, result) : nil
        } catch is TooLarge {
            return nil
        }
    }

    private func tellHeld(_ side: JoinSide, _ table: JoinTable) {
        tell(
            "join: \(side.letter) (\(HumanUnits.bytes(table.byteCount)), \(HumanUnits.count(UInt64(table.rowCount))) rows) held in memory"
        )
    }

    private func add(_ row: ByteView) throws { try sink.add(row.slice(min(1, row.count), row.count)) }

    // MARK: - Ways

    private func holdingB(limit: UInt64) throws -> JoinOutcome? {
        let form = JoinGather.Form(hasKeys: kind.keepsB, hasCells: !kind.isOfA, keepsKeyless: kind.keepsB)
        guard let (table, gathered) = try table(b, form, limit: limit) else { return nil }
        tellHeld(b, table)
        var options = options([a.input.argument], held: table.byteCount)
        options.output = unsafe .stream { [sink] piece in try sink.add(lines: unsafe [UInt8](piece)) }
        let result = try JoinProbe(a, table, kind, cells, columnsOfB: b.columns.count).run(options)
        if kind.keepsB {
            let noneOfA = JoinNone(a.columns.count, cells)
            var row = ByteBuffer()
            for number in 0..<table.rowCount where !table.isMatched(number) {
                row.removeAll()
                row.append(table.keyCells(number))
                row.append(noneOfA.view)
                row.append(table.cells(number))
                try add(row.view)
            }
        }
        return outcome(
            a: side(a, result, matched: count("matched", result)),
            b: side(b, gathered, matched: table.matchedCount), result)
    }

    private func holdingA(limit: UInt64) throws -> JoinOutcome? {
        let form = JoinGather.Form(
            hasKeys: !kind.isOfA, hasCells: true, keepsKeyless: kind.keepsA || kind == .anti)
        guard let (table, gathered) = try table(a, form, limit: limit) else { return nil }
        tellHeld(a, table)
        var options = options([b.input.argument], held: table.byteCount)
        let noneOfB = JoinNone(b.columns.count, cells)
        options.readParts = { parts, _ in
            var next = 0
            var row = ByteBuffer()
            func addAlone(before end: Int) throws {
                while next < end {
                    let isShown =
                        kind.isOfA ? table.isMatched(next) == (kind == .semi) : kind.keepsA && !table.isMatched(next)
                    if isShown {
                        row.removeAll()
                        row.append(table.keyCells(next))
                        row.append(table.cells(next))
                        if !kind.isOfA { row.append(noneOfB.view) }
                        try add(row.view)
                    }
                    next += 1
                }
            }
            try parts.forEachPair { key, row in
                let number = Int(UInt64(decoding: key))
                try addAlone(before: number)
                try add(row)
                return true
            }
            try addAlone(before: table.rowCount)
        }
        let result = try JoinLookup(b, table, kind, cells, columnsOfA: a.columns.count).run(options)
        return outcome(
            a: side(a, gathered, matched: table.matchedCount),
            b: side(b, result, matched: count("matched", result)), result)
    }

    private func merging() throws -> JoinOutcome {
        tell("join: neither side is held in memory; both are sorted by their keys and merged")
        var options = options([a.input.argument, b.input.argument])
        options.readParts = { parts, _ in
            try parts.forEachPairSorted { _, row in
                try add(row)
                return true
            }
        }
        let workers = UInt64(options.workers ?? Machine.availableProcessors)
        let held = max(JoinRun.leastHeld, mostHeld / 2 / workers)
        options.memory = max(options.leastMemory, options.memoryBudget - min(held * workers, options.memoryBudget))
        let result = try JoinMerge(
            a, b, kind, cells, mostHeld: Int(clamping: held), directory: options.temporaryDirectory
        ).run(options)
        return outcome(
            a: JoinOutcome.Side(
                letter: "A", report: LineReport(result, group: "lines of A"), matched: count("matched", result, "A"),
                withoutKey: count("without key", result, "A"),
                conversions: ConversionReport(result, a.mapper.readers, group: "lines of A")),
            b: JoinOutcome.Side(
                letter: "B", report: LineReport(result, group: "lines of B", showsExamples: false),
                matched: count("matched", result, "B"), withoutKey: count("without key", result, "B"),
                conversions: ConversionReport(
                    result, b.mapper.readers, group: "lines of B", names: JoinMerge.namesOfB)), result)
    }

    // MARK: - What is told

    private func count(_ name: String, _ result: JobResult, _ group: String = "join") -> Int {
        result.counters.custom[CounterName(group: group, name: name)] ?? 0
    }

    private func side(_ side: JoinSide, _ result: JobResult, matched: Int) -> JoinOutcome.Side {
        JoinOutcome.Side(
            letter: side.letter, report: LineReport(result), matched: matched,
            withoutKey: count("without key", result), conversions: ConversionReport(result, side.mapper.readers))
    }

    private func outcome(a sideA: JoinOutcome.Side, b sideB: JoinOutcome.Side, _ result: JobResult) -> JoinOutcome {
        var notes: [String] = []
        for (side, outcome) in [(a, sideA), (b, sideB)] {
            notes += (side.mapper.readers.notes + outcome.conversions.notes).map { "\(side.letter): \($0)" }
            if side.isOpen, !kind.isOfA || side.letter == "A" {
                notes.append(
                    "\(side.letter): its columns are the fields that its first lines and samples of it have: \(ColumnNames.list(side.shownFields))"
                )
            }
        }
        return JoinOutcome(a: sideA, b: sideB, result: result, notes: notes)
    }
}
