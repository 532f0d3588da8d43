public import ArgumentParser

/// A share of the inputs as an argument: `2/5`, the second of five.
public struct ShardArgument: ExpressibleByArgument {
    public let number: Int
    public let count: Int

    public init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1], (1...65536).contains(count),
            (1...count).contains(number)
        else { return nil }
        (self.number, self.count) = (number, count)
    }

    public var defaultValueDescription: String { "\(number)/\(count)" }
}
