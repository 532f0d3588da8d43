import Thresh

extension LogMapper {
    /// Counts the lines of each group.
    mutating func count(_ block: RecordBlock, into output: inout Combined<Bytes, Count>) throws(ThreshError) {
        if plan.keys.isEmpty {
            let counts = try map(block) { _, _, _ in }
            unsafe key.bytes.removeAll()
            if counts.kept > 0 { output.emit(unsafe ByteView(key.bytes.rawBuffer), counts.kept) }
            return output.add(counts)
        }
        let counts = try map(block) { key, _, _ in output.emit(key, 1) }
        output.add(counts)
    }

    /// Folds the lines of each group.
    mutating func aggregate(_ block: RecordBlock, _ states: GroupStates, into output: inout Folded) throws(ThreshError)
    {
        let counts = try map(block) { key, fields, reader in
            unsafe states.add(LogLine(fields, reader), to: output.state(of: key, heapBytes: states.heapBytes))
        }
        output.add(counts)
    }
}
