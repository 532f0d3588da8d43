/// An operation of a compiled expression; operands are numbers of other nodes.
struct ExpressionNode: BitwiseCopyable {
    enum Code: UInt8, BitwiseCopyable {
        /// Of a line: `a` is the field's number.
        case field
        /// The same as a number: `b` is the conversion's number.
        case numericField
        /// Of a row: `a` is the column's number.
        case column
        /// `a` is the constant's number.
        case constant
        /// `a` as a number, a condition or a time: `b` is the conversion's number.
        case numberOf, conditionOf, timeOf
        /// `a`, which is a time where it is written as one: `b` is the expression's number.
        case writtenTime
        /// `a`, a text that is put in the order of texts: `b` is the number of the conversion that counts those with a number.
        case orderedText
        case and, or, not, negate, isNull
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        /// `b` is the pattern's number.
        case matches
        case contains, starts, ends
        case add, subtract, multiply, divide, remainder
        /// `a` in the nodes that `b` and `count` name.
        case among
        /// `a`, an address, in one of the networks of table `b`.
        case inNetworks
        /// Function `function` of the nodes that `b` and `count` name.
        case call
    }

    var code: Code
    var function: ScalarFunction = .lower
    var a: Int32 = 0
    var b: Int32 = 0
    var count: Int32 = 0
}
