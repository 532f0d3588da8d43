import Thresh
import ThreshLogs

/// Groups lines by the keys of several questions, each of which is asked of every line: a key begins with the number of its
/// question.
struct LogQuestions: FoldingJob, LogJob {
    var mapper: LogMapper
    let groups: [LogGroups]
    private let key = ScratchBytes()
    /// The question whose groups come.
    private var current: Int?

    init(mapper: LogMapper, groups: [LogGroups]) {
        self.mapper = mapper
        self.groups = groups
    }

    func makeStates() -> QuestionStates { QuestionStates(groups.map(\.plan)) }

    func prepare(files: [JobInput]) throws {
        try mapper.readers.prepare(files)
        for group in groups { try group.prepareSelection() }
    }

    mutating func map(_ block: RecordBlock, _ states: QuestionStates, into output: inout Folded) throws {
        let (groups, key) = (groups, key)
        let counts = try mapper.map(block) { _, fields, reader in
            let line = LogLine(fields, reader)
            for (number, question) in states.questions.enumerated() {
                let plan = groups[number].plan
                let keys = plan.firstKey..<plan.firstKey + plan.keys.count
                unsafe key.bytes.removeAll()
                unsafe key.bytes.append(UInt8(number))
                for index in keys {
                    LogMapper.append(
                        index, isLast: index == keys.upperBound - 1, fields, reader, reader.types[index], to: key)
                }
                let state = unsafe output.state(of: ByteView(key.bytes.rawBuffer), heapBytes: states.heapBytes)
                unsafe state.part(0, as: Int.self).pointee = number + 1
                unsafe question.add(line, to: state + QuestionStates.stateOffset)
            }
        }
        output.add(counts)
    }

    mutating func reduce(
        _ key: ByteView, _ state: UnsafeRawPointer, of states: QuestionStates, into part: inout PartWriter
    ) throws {
        let number = Int(key[0])
        if current != number {
            endQuestion(&part)
            current = number
        }
        let question = states.questions[number]
        try groups[number].writer.write(key.slice(1, key.count), to: &part) {
            unsafe question.value($0, state + QuestionStates.stateOffset)
        }
    }

    mutating func endPart(into part: inout PartWriter) { endQuestion(&part) }

    private mutating func endQuestion(_ part: inout PartWriter) {
        if let current { groups[current].writer.endPart(&part) }
        current = nil
    }
}
