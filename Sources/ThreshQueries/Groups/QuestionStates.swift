import Thresh

/// The states of groups of several questions: each begins with the number of its question plus one.
///
/// SAFETY: as `GroupStates`, whose states are behind that number.
@safe final class QuestionStates: @unsafe KeyStates {
    let questions: [GroupStates]
    let byteCount: Int

    static let stateOffset = MemoryLayout<Int>.size

    init(_ plans: [LogPlan]) {
        questions = plans.map { GroupStates($0.layout) }
        byteCount = QuestionStates.stateOffset + (questions.map(\.byteCount).max() ?? 0)
    }

    var heapBytes: Int { questions.reduce(0) { unsafe $0 + $1.heapBytes } }

    func forEachPart(
        of state: UnsafeRawPointer, _ bytes: inout ByteBuffer,
        _ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void
    ) throws(ThreshError) {
        let number = unsafe state.load(as: Int.self)
        var part = ByteBuffer()
        try unsafe questions[number - 1].forEachPart(of: state + QuestionStates.stateOffset, &bytes) {
            content throws(ThreshError) in
            part.removeAll()
            part.append(varint: number)
            unsafe part.append(content)
            try unsafe body(part.rawBuffer)
        }
    }

    func merge(_ bytes: ByteView, into state: UnsafeMutableRawPointer) -> Bool {
        var reader = ByteReader(bytes)
        guard let number = reader.readCount(), questions.indices.contains(number - 1),
            let rest = reader.readBytes(reader.remaining)
        else { return false }
        unsafe state.part(0, as: Int.self).pointee = number
        return unsafe questions[number - 1].merge(rest, into: state + QuestionStates.stateOffset)
    }

    func removeAll() { for states in questions { states.removeAll() } }
}
