import Thresh
import ThreshLogs

/// Groups and what their lines amount to, exactly, with every group in memory.
struct GroupTotals {
    private(set) var keys = ByteTable()
    private let states: GroupStates
    /// The states of one group after another.
    private var words: [UInt64] = []
    private let wordsPerGroup: Int

    init(_ plan: LogPlan) {
        states = GroupStates(plan.layout)
        wordsPerGroup = states.byteCount / 8
    }

    var count: Int { keys.count }

    var heapBytes: Int { unsafe keys.heapBytes + words.capacity * 8 + states.heapBytes }

    mutating func add(_ key: ByteView, _ line: LogLine) {
        let (states, place) = (states, place(key))
        unsafe words.withUnsafeMutableBytes { bytes in
            unsafe states.add(line, to: bytes.baseAddress! + place)
        }
    }

    /// Adds an encoded state.
    mutating func add(_ key: ByteView, state: ByteView) throws {
        let (states, place) = (states, place(key))
        let isRead = unsafe words.withUnsafeMutableBytes { bytes in
            unsafe states.merge(state, into: bytes.baseAddress! + place)
        }
        if !isRead { throw ThreshError(.software, "the state of a group cannot be decoded") }
    }

    /// Where a group's states begin, in bytes.
    private mutating func place(_ key: ByteView) -> Int {
        let (index, isNew) = keys.insert(key)
        if isNew { words.append(contentsOf: repeatElement(0, count: wordsPerGroup)) }
        return index * wordsPerGroup * 8
    }

    func value(_ output: LogPlan.Output, of index: Int) -> LogValue {
        unsafe words.withUnsafeBytes { bytes in
            unsafe states.value(output, bytes.baseAddress! + index * wordsPerGroup * 8)
        }
    }

    /// The count of a group. REQUIRES: that is all that is asked for.
    func lines(_ index: Int) -> Int { Int(words[index * wordsPerGroup]) }
}
