import TestSupport
import Testing

/// Runs a scenario of Tests/Probes/Channel, which must end well and leave no process behind.
func probe(
    _ scenario: String, _ arguments: Int..., deadline: Duration = .seconds(40),
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    var command = Command.product("channel-probe", [scenario] + arguments.map(String.init))
    command.deadline = deadline
    let result = try command.run()
    #expect(result.isSuccess, "\(result)\n\(result.text.prefix(3000))", sourceLocation: sourceLocation)
    #expect(result.leftovers.isEmpty, "\(result)", sourceLocation: sourceLocation)
}
