/// How a field's bytes are written, and whether its value has been read.
@usableFromInline
enum FieldForm: UInt8, BitwiseCopyable {
    /// Not in the line, or marked as missing.
    case null
    /// A mark of no value among numbers, other than `-` and nothing: null, but told.
    case mark
    /// The bytes are the text.
    case plain
    /// A value of JSON without quotes: a number, `true` or `false`.
    case bare
    /// Text with the escapes of JSON.
    case jsonEscaped
    /// Text in which a backslash stands before what it keeps: see `PairStyle.cef`.
    case backslashed
    /// A word that is not in the line: the slot's value is its address.
    case constant
    /// Text as an array of the numbers of its bytes, `[104,105]`.
    case byteArray
    /// A quoted CSV cell, with its quotes.
    case quotedCell
    /// Checked; the value is in the slot.
    case integer
    case number
    case time
    case boolean
}
