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

    public init(_ name: String, _ kind: Kind = .text) {
        self.name = name
        self.kind = kind
    }

    var isNumeric: Bool { kind != .text }
}
