/// What a finished job tells of itself.
public struct JobResult: Sendable {
    public struct Part: Sendable, Equatable {
        public let name: String
        public let summary: PartSummary
    }

    public struct Timings: Sendable {
        public var plan: Duration = .zero
        public var map: Duration = .zero
        public var reduce: Duration = .zero
        public var commit: Duration = .zero
    }

    /// The part files in order; empty when the output was streamed.
    public internal(set) var parts: [Part] = []
    public package(set) var counters = JobCounters()
    /// What the job's own code noted of records of its input.
    public internal(set) var notes = JobNotes()
    /// The input files, which notes and `Record.file` count.
    public internal(set) var inputs: [JobInput] = []
    public internal(set) var columns: [Column]?
    public internal(set) var timings = Timings()
    public internal(set) var workers = 0
    public internal(set) var mapTasks = 0
    public internal(set) var runs = 0
    /// Compressed bytes written between map and reduce.
    public internal(set) var runBytes: UInt64 = 0
    /// Workers that died and were replaced.
    public internal(set) var deaths = 0
}

extension JobResult {
    /// The first notes of a kind, ten at most, each as `FILE:LINE:COLUMN: TEXT`; with `byte N` for the line where it is not
    /// known: the file cannot be read once more, or its records are no lines.
    ///
    /// - Complexity: reads these files once more, up to the last of the places.
    public func examples(of kind: NoteKind) -> [String] {
        var examples: [String] = []
        let notes = notes[kind].examples
        for (file, group) in Dictionary(grouping: notes, by: \.file).sorted(by: { $0.key < $1.key }) {
            let input = inputs.indices.contains(file) ? inputs[file] : nil
            var numbers: [Int] = []
            if let input, input.file.records.hasLines, (try? input.hasDecompressedOffsets) == true {
                numbers = (try? input.lineNumbers(at: group.map(\.offset))) ?? []
            }
            for (index, note) in group.enumerated() {
                let place = index < numbers.count ? "\(numbers[index])" : "byte \(note.offset)"
                examples.append("\(input?.name ?? "input \(file)"):\(place):\(note.column): \(note.text)")
            }
        }
        return examples
    }

    mutating func add(_ report: TaskReport) throws(ThreshError) {
        counters += report.counters
        notes += report.notes
        try counters.check()
        try notes.check()
    }
}
