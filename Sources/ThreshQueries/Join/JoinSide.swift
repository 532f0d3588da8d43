import Thresh
import ThreshLogs

/// One of the two inputs of a join, as it is named.
package struct JoinInput {
    /// A file, a directory or a pattern that names several.
    package var argument: String
    /// What messages call it.
    package var name: String
    package var lines: LogInput

    package init(_ argument: String, name: String? = nil, lines: LogInput) {
        self.argument = argument
        self.name = name ?? argument
        self.lines = lines
    }
}

/// One side of a join: how its lines are read, and what its rows consist of.
final class JoinSide {
    let letter: String
    let input: JoinInput
    let files: [JobInput]
    let keys: [NamedExpression]
    /// What keys are called that are no more than fields, in the files.
    let keyFields: Set<String>
    let mapper: LogMapper
    let formats: [LogFormat]
    /// The fields of a row that are known, its keys first.
    var shownFields: [String] { keyFields.sorted().filter { !columns.contains($0) } + columns }
    /// What is shown of a row beside its keys.
    let columns: [String]
    /// What each key gives in the lines of both sides.
    private(set) var keyTypes: [ExpressionType]
    /// How the lines of both sides write the times that a key is in some.
    private(set) var keyTimes: [[TimeLayout]?]
    /// Bytes on disk, or about as many where they are compressed.
    let estimatedBytes: UInt64
    /// What a compressed byte is about.
    private static let compression: UInt64 = 5

    /// Looks at the files.
    ///
    /// - Parameter isWhole: whether the fields that are keys are columns too.
    init(_ letter: String, _ input: JoinInput, _ keys: [NamedExpression], isWhole: Bool) throws {
        self.letter = letter
        self.input = input
        self.keys = keys
        files = try JobInput.files(input.argument, name: input.name == input.argument ? nil : input.name)
        let lines = input.lines
        let survey = LogMapper(plan: try LogPlan(filter: lines.filter, joinedBy: keys, columns: []), lines)
        try survey.readers.prepare(files)
        formats = survey.readers.allReaders.map(\.format)
        let plainKeys = keys.compactMap { key -> String? in
            if case .field(let name) = key.expression.kind { name } else { nil }
        }
        let keyFields = Set(formats.flatMap { format in plainKeys.map { format.listedName(of: $0) ?? $0 } })
        self.keyFields = keyFields
        var seen: Set<String> = []
        columns = survey.readers.fieldNames.filter { (isWhole || !keyFields.contains($0)) && seen.insert($0).inserted }
        mapper = LogMapper(
            plan: try LogPlan(
                filter: lines.filter, joinedBy: keys,
                columns: try columns.map { name throws(ThreshError) in try JoinSide.field(name) }), lines)
        let first = lines.filter == nil ? 0 : 1
        keyTypes =
            survey.readers.types.isEmpty
            ? keys.map { _ in .any } : Array(survey.readers.types[first..<first + keys.count])
        keyTimes = keyTypes.indices.map { survey.readers.times(of: first + $0) }
        estimatedBytes = files.reduce(0) { $0 + $1.size * ($1.isCompressed ? JoinSide.compression : 1) }
        isEmpty = survey.readers.allReaders.isEmpty
        isOpen = formats.contains(where: \.isOpen)
    }

    /// Whether there is no line.
    let isEmpty: Bool
    /// Whether lines may have fields that none of the first has.
    let isOpen: Bool

    private static func field(_ name: String) throws(ThreshError) -> Expression {
        var text = "`"
        for character in name.unicodeScalars {
            if character == "`" || character == "\\" { text += "\\" }
            text.unicodeScalars.append(character)
        }
        return try QueryText.expression(text + "`")
    }

    /// Sets what keys are in the lines of both sides.
    func setKeys(_ types: [ExpressionType], _ times: [[TimeLayout]?]) { (keyTypes, keyTimes) = (types, times) }

    /// Makes values of keys comparable that are of two types.
    static func unite(_ a: JoinSide, _ b: JoinSide) {
        // What has no line has no type.
        if a.isEmpty || b.isEmpty { return }
        let common = zip(a.keyTypes, b.keyTypes).map { LogReaders.common([$0, $1]) }
        let times = times(a.keyTimes, b.keyTimes)
        for side in [a, b] { side.setKeys(common, times) }
    }

    /// How either of two sides writes times.
    static func times(_ a: [[TimeLayout]?], _ b: [[TimeLayout]?]) -> [[TimeLayout]?] {
        zip(a, b).map { a, b in
            guard let a, let b else { return a ?? b }
            return a + b.filter { !a.contains($0) }
        }
    }

    /// Prepares the readers of a job's files.
    func prepare(_ files: [JobInput], where isMine: ((JobInput) -> Bool)? = nil) throws {
        try mapper.readers.prepare(files, where: isMine)
        if isEmpty { return }
        let first = mapper.plan.firstKey
        mapper.readers.setTypes(keyTypes, from: first)
        for (index, times) in keyTimes.enumerated() { mapper.readers.readTimes(first + index, times) }
    }

    var hasAllPlaces: Bool {
        get throws { try files.allSatisfy { try $0.hasDecompressedOffsets } }
    }

    func outputColumns(_ names: [String], isTyped: Bool) -> [Column] {
        let readers = mapper.readers
        return zip(names, mapper.plan.values).map { name, index in
            Column(name, readers.types.isEmpty ? .text : LogPlan.kind(readers.type(index)), isTyped: isTyped)
        }
    }

    /// What keys are called in the answer.
    var keyNames: [String] { keys.map { LogPlan.heading(of: $0, formats) } }

    func keyColumns(_ names: [String], isTyped: Bool) -> [Column] {
        zip(names, keyTypes).map { name, type in Column(name, LogPlan.kind(type), isTyped: isTyped) }
    }
}
