/// A column of results: its name, and what is in it.
public struct Column: Equatable, Sendable {
    /// Decides the alignment in tables, and whether JSON has quotes around it.
    public enum Kind: Sendable {
        case text
        case integer
        /// With a fraction or an exponent.
        case number
    }

    /// What its numbers measure. A person reads 1.09 GB then; programs read the numbers.
    public enum Unit: Sendable {
        case bytes
        case seconds
    }

    public let name: String
    public let kind: Kind
    public let unit: Unit?
    /// Whether cells are JSON text already, which JSON output has as it is.
    public let isJSON: Bool
    /// Whether cells begin with the letter of their `CellKind`.
    public let isTyped: Bool

    public init(_ name: String, _ kind: Kind = .text, unit: Unit? = nil, isJSON: Bool = false, isTyped: Bool = false) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.isJSON = isJSON
        self.isTyped = isTyped
    }

    package var isNumeric: Bool { kind != .text }
}
