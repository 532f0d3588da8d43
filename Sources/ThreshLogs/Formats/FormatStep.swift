/// A piece of a line's layout.
indirect enum FormatStep: Sendable, Hashable, Codable {
    /// Bytes that every line has here.
    case literal([UInt8])
    /// One blank or more.
    case blanks
    /// Blanks or none.
    case padding
    /// A field, by its number among the field steps of the format.
    case field(FieldStep)
    /// Steps that a line may lack, all of them. When they begin with a literal, they are there where it is.
    case optional([FormatStep])
    /// The same, but they are there only where all of them fit.
    case attempt([FormatStep])
}

struct FieldStep: Sendable, Hashable, Codable {
    let number: Int
    let extent: FieldExtent
    let type: FieldType
    /// What errors call it.
    let name: String
}

extension [FormatStep] {
    /// The field that a line ends with, be it in a group that may be missing.
    var lastField: FieldStep? {
        switch last {
        case .field(let field): field
        case .optional(let group): group.lastField
        default: nil
        }
    }
}
