internal import Platform

/// The outcomes of a job whose user wants them all.
@usableFromInline final class PoolResults<Output> {
    /// By index, once they are not just values; nil until it is there.
    private var results: [Result<Output, TaskError>?] = []
    /// The first results, while there are only values.
    @usableFromInline var values: [Output] = []
    /// Bytes of values that others have to come before, by the index of the first.
    private var early: [Int: ArraySlice<UInt8>] = [:]
    @usableFromInline private(set) var areOnlyValues = true

    /// Room is made ahead for no more bytes than these.
    private static var mostReserved: Int { 64 << 20 }

    /// - Parameter expected: at least so many values will come.
    @usableFromInline init(expected: Int) {
        let count = min(expected, PoolResults.mostReserved / max(1, MemoryLayout<Output>.stride))
        values = unsafe [Output](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe PageBuffer.adviseHugePages(UnsafeMutableRawBufferPointer(buffer))
            filled = 0
        }
    }

    @usableFromInline func set(_ index: Int, _ result: Result<Output, TaskError>) {
        unpack()
        while results.count <= index { results.append(nil) }
        results[index] = result
    }

    /// REQUIRES: the bytes are those of outputs in memory, one behind the other.
    @inlinable func set(_ first: Int, values bytes: ArraySlice<UInt8>) {
        if !areOnlyValues || first != values.count { return keep(first, bytes) }
        unsafe PoolValues.append(bytes, to: &values)
        while let next = takeEarly(values.count) { unsafe PoolValues.append(next, to: &values) }
    }

    /// Values that are not the next.
    @usableFromInline func keep(_ first: Int, _ bytes: ArraySlice<UInt8>) {
        if areOnlyValues { early[first] = bytes } else { unpack(first, bytes) }
    }

    @usableFromInline func takeEarly(_ first: Int) -> ArraySlice<UInt8>? {
        early.isEmpty ? nil : early.removeValue(forKey: first)
    }

    private func unpack(_ first: Int, _ bytes: ArraySlice<UInt8>) {
        for (place, value) in unsafe PoolValues.array(of: Output.self, bytes).enumerated() {
            set(first + place, .success(value))
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
        let left = early
        early = [:]
        for (first, bytes) in left { unpack(first, bytes) }
    }
}
