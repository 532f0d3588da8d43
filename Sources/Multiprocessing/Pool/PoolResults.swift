/// The outcomes of a job whose user wants them all.
@usableFromInline final class PoolResults<Output> {
    /// By index; nil until it is there, or where it is among `values`.
    private var results: [Result<Output, TaskError>?] = []
    /// Results of whole chunks as they are in memory, with the index of the first.
    private var chunks: [(first: Int, bytes: [UInt8])] = []

    func set(_ index: Int, _ result: Result<Output, TaskError>) {
        while results.count <= index { results.append(nil) }
        results[index] = result
    }

    /// REQUIRES: the bytes are those of outputs in memory, one behind the other.
    func set(_ first: Int, values: ArraySlice<UInt8>) { chunks.append((first, Array(values))) }

    /// What is missing was given up.
    var outcomes: [Result<Output, TaskError>] {
        unpack()
        return results.enumerated().map { $1 ?? .failure(TaskError(index: $0, failure: .cancelled)) }
    }

    func values() throws(PoolError) -> [Output] {
        if results.isEmpty, let values = joined() { return values }
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

    /// The chunks one behind the other; nil when something is missing between them.
    private func joined() -> [Output]? {
        let width = MemoryLayout<Output>.stride
        chunks.sort { $0.first < $1.first }
        var count = 0
        for chunk in chunks {
            if chunk.first != count { return nil }
            count += chunk.bytes.count / width
        }
        return unsafe [Output](unsafeUninitializedCapacity: count) { buffer, filled in
            // SAFETY: there is room for all; they are the bytes of outputs that are their bytes.
            let target = UnsafeMutableRawBufferPointer(buffer)
            for chunk in chunks {
                unsafe UnsafeMutableRawBufferPointer(rebasing: target[(chunk.first * width)...])
                    .copyBytes(from: chunk.bytes)
            }
            filled = count
        }
    }

    private func unpack() {
        for (first, bytes) in chunks {
            let values = unsafe PoolValues.array(of: Output.self, bytes[...])
            for (place, value) in values.enumerated() { set(first + place, .success(value)) }
        }
        chunks = []
    }
}
