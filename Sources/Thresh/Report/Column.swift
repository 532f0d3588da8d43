/// A column of results: its name, and what is in it.
public struct Column: Equatable, Sendable {
    /// Decides the alignment in tables, and whether JSON has quotes around it.
    public enum Kind: Sendable {
        case text
        case integer
        /// With a fraction or an exponent.
        case number
    }

    public let name: String
    public let kind: Kind
    /// Whether cells are JSON text already, which JSON output has as it is.
    public let isJSON: Bool

    public init(_ name: String, _ kind: Kind = .text, isJSON: Bool = false) {
        self.name = name
        self.kind = kind
        self.isJSON = isJSON
    }

    var isNumeric: Bool { kind != .text }
}
