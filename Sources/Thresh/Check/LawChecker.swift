internal import Platform

/// Looks for records whose aggregates break a law, and makes what it finds small.
struct LawChecker<Subject: CheckSubject> {
    let subject: Subject
    let records: [CheckedRecord]
    private var random: SampleRandom
    private(set) var comparisons = 0
    private(set) var keys = 0
    /// What a task over each record alone emits, for records that were asked for alone.
    private var alone: [Int: [[UInt8]: Subject.Total]] = [:]

    /// Keys that are looked at, and records of one key: more would find little else.
    private static var mostKeys: Int { 40 }
    private static var mostRecords: Int { 40 }
    /// Combinations of parts that are tried for a key and a law.
    private static var rounds: Int { 60 }
    private static var longestPart: Int { 3 }

    /// Records, as places in the sample, by the aggregate that they make together.
    typealias Parts = [[Int]]

    init(_ subject: Subject, _ records: [CheckedRecord], seed: UInt64) {
        self.subject = subject
        self.records = records
        random = SampleRandom(seed: seed)
    }

    mutating func violations() throws -> [LawViolation] {
        var recordsOfKey: [[UInt8]: [Int]] = [:]
        for index in records.indices {
            for key in try total(of: index).keys { recordsOfKey[key, default: []].append(index) }
        }
        // Those with the most records first: they have the most to merge.
        let chosen = recordsOfKey.sorted {
            $0.value.count != $1.value.count
                ? $0.value.count > $1.value.count : $0.key.lexicographicallyPrecedes($1.key)
        }.prefix(Self.mostKeys)
        keys = chosen.count
        var violations: [LawViolation] = []
        for law in [JobLaw.adding, .commutativity, .associativity, .identity, .coding] {
            if let violation = try firstViolation(of: law, Array(chosen)) { violations.append(violation) }
        }
        return violations
    }

    private mutating func firstViolation(
        of law: JobLaw, _ chosen: [(key: [UInt8], value: [Int])]
    ) throws -> LawViolation? {
        for (key, all) in chosen {
            let pool = Array(all.shuffled(using: &random).prefix(Self.mostRecords))
            for parts in combinations(of: law, pool) {
                guard try difference(law, key, parts) != nil else { continue }
                let smallest = try shrink(law, key, parts, pool: pool)
                guard let (first, second) = try difference(law, key, smallest) else { continue }
                return LawViolation(
                    law: law, key: subject.describe(key), parts: smallest.map { $0.map { records[$0] } }, first: first,
                    second: second)
            }
        }
        return nil
    }

    /// Parts to try: single records before several.
    private mutating func combinations(of law: JobLaw, _ pool: [Int]) -> [Parts] {
        let count = law == .identity || law == .coding ? 1 : law == .associativity ? 3 : 2
        var result: [Parts] = []
        for round in 0..<Self.rounds {
            // The law of coding says something of what is merged afterwards too.
            let parts = law == .coding && round % 2 == 1 ? 2 : count
            let longest = round < Self.rounds / 3 ? 1 : Self.longestPart
            result.append(
                (0..<parts).map { _ in
                    (0..<Int.random(in: 1...longest, using: &random)).map { _ in pool.randomElement(using: &random)! }
                })
        }
        return result
    }

    // MARK: laws

    typealias Difference = (first: LawViolation.Outcome, second: LawViolation.Outcome)

    /// What is different when the law does not hold for these parts.
    mutating func difference(_ law: JobLaw, _ key: [UInt8], _ parts: Parts) throws -> Difference? {
        let totals = try parts.map { try total(of: $0, key) }
        func merged(_ a: Subject.Total?, _ b: Subject.Total?) -> Subject.Total? {
            guard let a else { return b }
            return b.map { subject.merged(a, $0) } ?? a
        }
        let a = totals[0]
        switch law {
        case .adding:
            let whole = try total(of: parts[0] + parts[1], key)
            return try compare(key, "one task with a and b", whole, "a.merge(b)", merged(a, totals[1]))
        case .commutativity:
            return try compare(key, "a.merge(b)", merged(a, totals[1]), "b.merge(a)", merged(totals[1], a))
        case .associativity:
            let (b, c) = (totals[1], totals[2])
            return try compare(
                key, "a.merge(b), then merge(c)", merged(merged(a, b), c), "b.merge(c), merged into a",
                merged(a, merged(b, c)))
        case .identity:
            return try compare(key, "a", a, "a.merge(empty)", merged(a, subject.empty))
                ?? compare(key, "a", a, "empty.merge(a)", merged(subject.empty, a))
        case .coding:
            let recoded = a.flatMap { subject.recoded($0) }
            if parts.count == 1 { return try compare(key, "a", a, "a, encoded and decoded,", recoded) }
            return try compare(
                key, "a.merge(b)", merged(a, totals[1]), "a, encoded and decoded, and then merge(b)",
                recoded == nil ? nil : merged(recoded, totals[1]))
        case .repetition, .chunks, .partitions: return nil
        }
    }

    private mutating func compare(
        _ key: [UInt8], _ firstHow: String, _ first: Subject.Total?, _ secondHow: String, _ second: Subject.Total?
    ) throws -> Difference? {
        comparisons += 1
        let rows = try [first, second].map { try $0.map { try subject.rows(key, $0) } ?? [] }
        let isSame: Bool
        if rows[0].isEmpty && rows[1].isEmpty {
            isSame = first.map { subject.state($0) } == second.map { subject.state($0) }
        } else {
            isSame = rows[0] == rows[1]
        }
        if isSame { return nil }
        return (
            LawViolation.Outcome(how: firstHow, what: Self.describe(first, rows[0])),
            LawViolation.Outcome(how: secondHow, what: Self.describe(second, rows[1]))
        )
    }

    private static func describe(_ total: Subject.Total?, _ rows: [UInt8]) -> String {
        guard let total else { return "nothing" }
        if rows.isEmpty { return "no row, and the state " + String("\(total)".prefix(500)) }
        return rows.split(separator: 10, omittingEmptySubsequences: false).dropLast().prefix(10)
            .map { VisibleText.of($0.prefix(500)) }.joined(separator: "\n")
    }

    // MARK: aggregates

    private mutating func total(of index: Int) throws -> [[UInt8]: Subject.Total] {
        if let totals = alone[index] { return totals }
        let totals = try subject.totals(of: [records[index]])
        alone[index] = totals
        return totals
    }

    private mutating func total(of part: [Int], _ key: [UInt8]) throws -> Subject.Total? {
        if part.count == 1 { return try total(of: part[0])[key] }
        return try subject.totals(of: part.map { records[$0] })[key]
    }
}
