/// The name of a counter of a job's own, in a group of such names.
public struct CounterName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let group: String
    public let name: String

    public init(group: String, name: String) {
        // Names are sent between processes, and are for people to read.
        self.group = String(group.prefix(CounterName.longest))
        self.name = String(name.prefix(CounterName.longest))
    }

    private static let longest = 200

    public var description: String { "\(group): \(name)" }

    public static func < (a: CounterName, b: CounterName) -> Bool { (a.group, a.name) < (b.group, b.name) }
}
