internal import Platform

/// The outcomes of a job whose user wants them all.
@usableFromInline final class PoolResults<Output> {
    /// By index, once they are not just values; nil until it is there.
    private var results: [Result<Output, TaskError>?] = []
    /// While there are only values: room for them, in which those of `present` are.
    @usableFromInline var values: [Output] = []
    private var present: [Range<Int>] = []
    private var presentCount = 0
    /// Behind the last that is there.
    private var end = 0
    private var areOnlyValues = true

    /// Room is made ahead for no more bytes than these.
    private static var mostReserved: Int { 64 << 20 }

    /// - Parameter expected: at least so many values will come.
    @usableFromInline init(expected: Int) {
        let count = min(expected, PoolResults.mostReserved / max(1, MemoryLayout<Output>.stride))
        if count > 0 { unsafe values = PoolResults.room(for: count) }
    }

    /// SAFETY: only values that are their bytes are kept so, and none is read before it was written.
    @unsafe private static func room(for count: Int) -> [Output] {
        unsafe [Output](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe PageBuffer.adviseHugePages(UnsafeMutableRawBufferPointer(buffer))
            filled = count
        }
    }

    @usableFromInline func set(_ index: Int, _ result: Result<Output, TaskError>) {
        unpack()
        while results.count <= index { results.append(nil) }
        results[index] = result
    }

    /// REQUIRES: the bytes are those of outputs in memory, one behind the other, and none of them was set before.
    @inlinable func set(_ first: Int, _ bytes: RingMessage) {
        let count = bytes.byteCount / MemoryLayout<Output>.stride
        guard prepare(first..<first + count) else { return unpack(first, bytes) }
        unsafe values.withUnsafeMutableBytes {
            guard let base = $0.baseAddress else { return }
            unsafe bytes.copy(to: base + first * MemoryLayout<Output>.stride)
        }
    }

    /// Notes values that are about to be set, in room for them; false when others than values are kept.
    @usableFromInline func prepare(_ range: Range<Int>) -> Bool {
        if !areOnlyValues { return false }
        if range.upperBound > values.count {
            let old = values
            unsafe values = PoolResults.room(for: max(range.upperBound, 2 * old.count))
            for (index, value) in old.prefix(end).enumerated() { values[index] = value }
        }
        present.append(range)
        presentCount += range.count
        end = max(end, range.upperBound)
        return true
    }

    @usableFromInline func unpack(_ first: Int, _ bytes: RingMessage) {
        for (place, value) in unsafe PoolValues.array(of: Output.self, bytes.bytes[...]).enumerated() {
            set(first + place, .success(value))
        }
    }

    /// What is missing was given up.
    var outcomes: [Result<Output, TaskError>] {
        unpack()
        return results.enumerated().map { $1 ?? .failure(TaskError(index: $0, failure: .cancelled)) }
    }

    func all() throws(PoolError) -> [Output] {
        // Each is set once: as many as the last one's number are all of them.
        if areOnlyValues && presentCount == end {
            values.removeLast(values.count - end)
            return values
        }
        unpack()
        var values: [Output] = []
        values.reserveCapacity(results.count)
        var isComplete = true
        for result in results {
            switch result {
            case .success(let value): values.append(value)
            case .failure(let error):
                if case .broken(let cause) = error.failure { throw cause }
                throw .task(error)
            // An error behind it is why it was given up.
            case nil: isComplete = false
            }
        }
        if !isComplete { throw .task(TaskError(index: values.count, failure: .cancelled)) }
        return values
    }

    private func unpack() {
        if !areOnlyValues { return }
        areOnlyValues = false
        results = Array(repeating: nil, count: end)
        for range in present { for index in range { results[index] = .success(values[index]) } }
        values = []
        present = []
    }
}
