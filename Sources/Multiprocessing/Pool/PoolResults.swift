internal import Platform

/// The outcomes of a job whose user wants them all.
@usableFromInline final class PoolResults<Output> {
    /// By index, once they are not just values; nil until it is there.
    private var results: [Result<Output, TaskError>?] = []
    /// The first results, while there are only values.
    private var values: [Output] = []
    /// Values that others have to come before, by the index of the first.
    private var early: [Int: [Output]] = [:]
    private var areOnlyValues = true

    /// Room is made ahead for no more bytes than these.
    private static var mostReserved: Int { 64 << 20 }

    /// - Parameter expected: at least so many values will come.
    init(expected: Int) {
        let count = min(expected, PoolResults.mostReserved / max(1, MemoryLayout<Output>.stride))
        values = unsafe [Output](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe PageBuffer.adviseHugePages(UnsafeMutableRawBufferPointer(buffer))
            filled = 0
        }
    }

    func set(_ index: Int, _ result: Result<Output, TaskError>) {
        unpack()
        while results.count <= index { results.append(nil) }
        results[index] = result
    }

    /// REQUIRES: the bytes are those of outputs in memory, one behind the other.
    func set(_ first: Int, values bytes: ArraySlice<UInt8>) {
        if !areOnlyValues {
            for (place, value) in unsafe PoolValues.array(of: Output.self, bytes).enumerated() {
                set(first + place, .success(value))
            }
        } else if first == values.count {
            unsafe PoolValues.append(bytes, to: &values)
            while !early.isEmpty, let next = early.removeValue(forKey: values.count) { values += next }
        } else {
            early[first] = unsafe PoolValues.array(of: Output.self, bytes)
        }
    }

    /// What is missing was given up.
    var outcomes: [Result<Output, TaskError>] {
        unpack()
        return results.enumerated().map { $1 ?? .failure(TaskError(index: $0, failure: .cancelled)) }
    }

    func all() throws(PoolError) -> [Output] {
        if areOnlyValues && early.isEmpty { return values }
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
        results = values.map { .success($0) }
        values = []
        for (first, values) in early {
            for (place, value) in values.enumerated() { set(first + place, .success(value)) }
        }
        early = [:]
    }
}
