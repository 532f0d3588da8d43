/// The outcomes of a job whose user wants them all.
final class PoolResults<Output> {
    /// By index; nil until it is there.
    private var results: [Result<Output, TaskError>?] = []

    func set(_ index: Int, _ result: Result<Output, TaskError>) {
        while results.count <= index { results.append(nil) }
        results[index] = result
    }

    /// What is missing was given up.
    var outcomes: [Result<Output, TaskError>] {
        results.enumerated().map { $1 ?? .failure(TaskError(index: $0, failure: .cancelled)) }
    }

    func values() throws(PoolError) -> [Output] {
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
}
