public import Multiprocessing

extension AsyncProcessPool {
    /// Calls the entry point with each item; returns the results in the order of the items. The sequence is read as the
    /// workers need it.
    ///
    /// - Throws: `TaskError` of the first item that was seen to fail, upon which the rest is given up.
    public func map<S: Sequence>(_ items: S) async throws -> [Output] where S.Element == Input {
        var outputs: [Output] = []
        for try await outcome in stream(items) { outputs.append(try outcome.get()) }
        return outputs
    }

    /// The same, with what became of each item.
    public func outcomes<S: Sequence>(
        of items: S
    ) async throws -> [Result<Output, TaskError>] where S.Element == Input {
        var outcomes: [Result<Output, TaskError>] = []
        for try await outcome in stream(items) { outcomes.append(outcome.result) }
        return outcomes
    }

    /// The outcomes of a sequence in its order; no more of it is taken than the window of the pool's options is wide.
    public func stream<S: Sequence>(_ items: S) -> AsyncPoolStream<Input, Output, S.Iterator>
    where S.Element == Input {
        AsyncPoolStream(pool: self, items: items.makeIterator())
    }
}
