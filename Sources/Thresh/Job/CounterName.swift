/// The name of a counter of a job's own, in a group of such names.
public struct CounterName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let group: String
    public let name: String

    public init(group: String, name: String) {
        self.group = CounterName.shortened(group)
        self.name = CounterName.shortened(name)
    }

    private static let longest = 200

    /// Names are sent between processes, and are for people to read.
    static func shortened(_ name: String) -> String {
        guard name.utf8.count > longest else { return name }
        var end = name.utf8.index(name.startIndex, offsetBy: longest)
        // Not within a character.
        while end.samePosition(in: name.unicodeScalars) == nil { end = name.utf8.index(before: end) }
        return String(name[..<end])
    }

    public var description: String { "\(group): \(name)" }

    public static func < (a: CounterName, b: CounterName) -> Bool { (a.group, a.name) < (b.group, b.name) }
}
