import TestSupport
import Testing

/// Runs a scenario of Tests/Probes/Processes, which must end well and leave no process behind.
@discardableResult
func probe(
    _ scenario: String, _ arguments: Int..., deadline: Duration = .seconds(30),
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> CommandResult {
    var command = Command.product("process-probe", [scenario] + arguments.map(String.init))
    command.deadline = deadline
    let result = try command.run()
    #expect(result.isSuccess, "\(result)\n\(result.text.prefix(3000))", sourceLocation: sourceLocation)
    #expect(result.leftovers.isEmpty, "\(result)", sourceLocation: sourceLocation)
    return result
}
