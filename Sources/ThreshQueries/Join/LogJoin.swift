package import Thresh
import ThreshLogs

/// A join of two inputs: a row for each two lines with equal keys, in the order of A and then of B; rows of B alone come last.
/// The order, and each byte, is the same however it is run.
package struct LogJoin {
    private let kind: JoinKind
    private let keys: JoinKeys
    /// Which way it is run; nil: what sizes and memory suggest.
    package var strategy: JoinStrategy?
    /// Whether cells begin with the letter of their kind.
    package var isTyped = true
    /// Is told which way it is run, and what else there is to say before the first row.
    package var tell: (String) -> Void = { _ in }

    package init(_ kind: JoinKind, on keys: JoinKeys) {
        self.kind = kind
        self.keys = keys
    }

    /// Runs it, and gives its rows to a sink.
    package func answer(
        _ a: JoinInput, _ b: JoinInput, _ options: JobOptions, to sink: any RowSink
    ) throws -> JoinOutcome {
        let sideA = try JoinSide("A", a, keys.a, isWhole: kind.isOfA)
        let sideB = try JoinSide("B", b, keys.b, isWhole: false)
        JoinSide.unite(sideA, sideB)
        var options = options
        for side in [sideA, sideB] where side.input.name != side.input.argument {
            options.inputNames[side.input.argument] = side.input.name
        }
        let run = JoinRun(
            kind: kind, a: sideA, b: sideB, cells: JoinCells(isTyped: isTyped, zone: a.lines.context.zone),
            options: options, sink: sink, tell: tell)
        try sink.begin(try columns(sideA, sideB))
        return try run.answer(strategy)
    }

    /// The keys, the columns of A, those of B; with numbers behind names that are there already.
    private func columns(_ a: JoinSide, _ b: JoinSide) throws -> [Column] {
        // The types of columns.
        try a.prepare(a.files)
        try b.prepare(b.files)
        var used: Set<String> = []
        func free(_ names: [String], _ whose: String) -> [String] {
            let all = names.map { name in
                let free = ColumnNames.free(name) { used.contains($0) }
                used.insert(free)
                return free
            }
            let others = zip(names, all).filter { $0 != $1 }
            if others.count == 1 {
                tell("join: \(others[0].0) of \(whose) is called \(others[0].1)")
            } else if !others.isEmpty {
                tell(
                    """
                    join: \(HumanUnits.count(UInt64(others.count))) columns of \(whose) have a number behind their names: \
                    \(ColumnNames.list(others.map(\.1)))
                    """)
            }
            return all
        }
        var columns = kind.isOfA ? [] : a.keyColumns(free(a.keyNames, "the keys"), isTyped: isTyped)
        for side in kind.isOfA ? [a] : [a, b] {
            columns += side.outputColumns(free(side.columns, side.letter), isTyped: isTyped)
        }
        return columns
    }
}

/// What a join gives beside its rows.
package struct JoinOutcome {
    package struct Side {
        package let letter: String
        /// What became of its lines.
        package let report: LineReport
        package let matched: Int
        package let withoutKey: Int
        /// What is said of values and names.
        let conversions: ConversionReport
        package var rows: Int { report.kept }
    }

    package let a: Side
    package let b: Side
    /// Of the last job.
    package let result: JobResult
    package let notes: [String]

    /// How many rows found another, in one line.
    package var summary: String {
        "join: "
            + [a, b].map { side in
                var text =
                    "\(HumanUnits.count(UInt64(side.matched))) of \(HumanUnits.count(UInt64(side.rows))) rows of \(side.letter) have a match"
                if side.withoutKey > 0 { text += ", \(HumanUnits.count(UInt64(side.withoutKey))) have no key" }
                return text
            }.joined(separator: "; ")
    }

    /// Throws where a key is a name that no line has.
    package func check() throws {
        for side in [a, b] {
            do { try side.conversions.check(isStrict: false) } catch let error as ThreshError {
                throw ThreshError(error.kind, "\(side.letter): \(error.message)")
            }
        }
    }
}
