/// What a job has to say of records of its input, by kind: how many there are of a kind, and the first ones as examples.
///
///     let result = try job.run(options)
///     for example in result.examples(of: .rejected) { print(example) }      // access.log:17:42: no number
///
/// As counters they depend on the input alone: what was retried is noted once, and which records are examples is decided
/// by where they are, not by which worker came first.
public struct JobNotes: Sendable, Equatable {
    public struct Kind: Sendable, Equatable {
        public let name: NoteKind
        /// All of them.
        public internal(set) var count = 0
        /// Those that come first in the input, in order: ten at most.
        public internal(set) var examples: [RecordNote] = []
    }

    /// In the order of their names.
    public private(set) var kinds: [Kind] = []
    /// The first kind too many.
    private var excess: NoteKind?

    /// Examples of a kind. So each process need keep no more either: the first ones of all are among its own.
    public static let mostExamples = 10
    /// Kinds that a job may have.
    static let mostKinds = 96

    /// The notes of a kind; there may be none.
    public subscript(kind: NoteKind) -> Kind { kinds.first { $0.name == kind } ?? Kind(name: kind) }

    /// - Parameter example: not computed where it would not be among the first.
    mutating func add(
        _ kind: NoteKind, _ number: Int, at place: (file: Int, offset: UInt64), _ example: () -> RecordNote
    ) {
        guard let index = index(of: kind) else { return }
        kinds[index].count += number
        if kinds[index].hasRoom(at: place) { kinds[index].insert(example()) }
    }

    mutating func add(_ kind: NoteKind, _ number: Int) {
        if let index = index(of: kind) { kinds[index].count += number }
    }

    /// Adds an example of what is counted already.
    mutating func add(_ example: RecordNote, to kind: NoteKind) {
        add(kind, 0, at: (example.file, example.offset)) { example }
    }

    static func += (a: inout JobNotes, b: JobNotes) {
        a.excess = a.excess ?? b.excess
        for kind in b.kinds {
            a.add(kind.name, kind.count)
            for example in kind.examples { a.add(example, to: kind.name) }
        }
    }

    /// Throws when there were more kinds than a job may have.
    func check() throws(ThreshError) {
        guard let excess else { return }
        throw ThreshError(
            .badData,
            "the job keeps more than \(JobNotes.mostKinds) kinds of notes, \"\(excess)\" among them; have fewer")
    }

    private mutating func index(of name: NoteKind) -> Int? {
        let index = kinds.firstIndex { $0.name >= name } ?? kinds.count
        if index < kinds.count && kinds[index].name == name { return index }
        if kinds.count == JobNotes.mostKinds {
            excess = excess ?? name
            return nil
        }
        kinds.insert(Kind(name: name), at: index)
        return index
    }
}

extension JobNotes.Kind {
    /// Whether a note on a record there would be among the examples.
    fileprivate func hasRoom(at place: (file: Int, offset: UInt64)) -> Bool {
        guard examples.count == JobNotes.mostExamples, let last = examples.last else { return true }
        return place < (last.file, last.offset)
    }

    fileprivate mutating func insert(_ example: RecordNote) {
        examples.insert(example, at: examples.firstIndex { example < $0 } ?? examples.count)
        if examples.count > JobNotes.mostExamples { examples.removeLast() }
    }
}

/// Of what kind a note is: a few words in the plural, such as "rejected records", 96 kinds at most in a job.
public struct NoteKind: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = CounterName.shortened(name) }
    public init(stringLiteral name: String) { self.init(name) }

    /// Records that are not what they should be, and were left out.
    public static let rejected: NoteKind = "rejected records"

    public var description: String { name }
    public static func < (a: NoteKind, b: NoteKind) -> Bool { a.name < b.name }
}

/// What there is to say of one record of the input. They are in the order of the input: `a < b` where `a` is in an
/// earlier file, or at a smaller offset.
public struct RecordNote: Sendable, Hashable, Comparable {
    /// Which input file it is in, as `Record.file` says.
    public let file: Int
    /// Where the record begins in it, as `Record.offset` says.
    public let offset: UInt64
    /// Where in the record, in bytes from 1.
    public let column: Int
    public let text: String

    public init(file: Int, offset: UInt64, column: Int, text: String) {
        self.file = file
        self.offset = offset
        self.column = column
        self.text = CounterName.shortened(text)
    }

    public static func < (a: RecordNote, b: RecordNote) -> Bool {
        (a.file, a.offset, a.column, a.text) < (b.file, b.offset, b.column, b.text)
    }
}
