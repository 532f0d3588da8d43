/// What became of one item of a streaming map.
public struct TaskOutcome<Output> {
    /// Its place in the input.
    public let index: Int
    public let result: Result<Output, TaskError>

    public init(index: Int, result: Result<Output, TaskError>) {
        self.index = index
        self.result = result
    }

    public func get() throws(TaskError) -> Output { try result.get() }
}

extension TaskOutcome: CustomStringConvertible {
    /// "task 3: 9", or what became of it: "task 3 failed: …".
    public var description: String {
        switch result {
        case .success(let output): "task \(index): \(output)"
        case .failure(let error): "\(error)"
        }
    }
}

extension TaskOutcome: Sendable where Output: Sendable {}
