import Glibc

/// Runs the scenario that the command line names, with the numbers that follow it, and ends the program: with code 0
/// when every check held, 1 when one did not, 2 when the scenario threw.
public func run(_ scenarios: [String: ([Int]) throws -> Void]) -> Never {
    guard CommandLine.arguments.count > 1, let scenario = scenarios[CommandLine.arguments[1]] else {
        print("scenarios: \(scenarios.keys.sorted().joined(separator: " "))")
        exitProbe(64)
    }
    do {
        try scenario(CommandLine.arguments.dropFirst(2).map { Int($0)! })
    } catch {
        print("threw \(error)")
        exitProbe(2)
    }
    exitProbe(failures == 0 ? 0 : 1)
}

public func exitProbe(_ code: Int32) -> Never {
    fflush(nil)
    exit(code)
}
