/// A field that lines of a format have.
public struct FieldDefinition: Sendable, Hashable, Codable {
    /// What questions call it.
    public var name: String
    public var type: FieldType
    /// Other names that find it: what the server's documentation calls it.
    public var aliases: [String]
    /// Which part of what `source` delimits it is.
    var part: FieldPart
    var source: FieldSource
    /// Whether the type is what the first lines show, and not what the format says.
    var isSurveyed = false

    init(_ name: String, _ type: FieldType, _ source: FieldSource, part: FieldPart = .whole, aliases: [String] = []) {
        self.name = name
        self.type = type
        self.aliases = aliases
        self.part = part
        self.source = source
    }

    /// Whether lines are known to have it: the first ones do, or it has its place in each.
    package var isSeen: Bool {
        switch source {
        case .key, .inner: isSurveyed
        default: true
        }
    }

    func isCalled(_ name: String) -> Bool { self.name == name || aliases.contains(name) }
}

/// Where a field is in a line.
enum FieldSource: Sendable, Hashable, Codable {
    /// A field step of the format's layout, counted over all its variants.
    case step(Int)
    /// A JSON path, or the key of a logfmt pair or a journal entry.
    case key(String)
    /// A field of the wrapper's format, or of the message's in it.
    case outer(String)
    case inner(String)
    /// A named group of a pattern.
    case group(Int)
    /// The format's `joinedTime`.
    case joined
    /// Not in the line: put beside its fields by who looks something up for it.
    case beside
}
