internal import Platform
public import Thresh

/// What is wrong with an expression, and where.
public struct ExpressionError: Error, Equatable, CustomStringConvertible {
    public let message: String
    public let source: String
    /// Which byte of the source, from 0.
    public let offset: Int

    init(_ message: String, in source: String, at offset: Int) {
        self.message = message
        self.source = source
        self.offset = offset
    }

    /// The message, the source, and a caret under the place.
    public var description: String {
        let before = String(decoding: source.utf8.prefix(offset), as: UTF8.self)
        let column = DisplayWidth.of(VisibleText.of(before))
        return "\(message)\n  \(VisibleText.of(source))\n  \(String(repeating: " ", count: column))^"
    }

    /// The same for a command line.
    public var usage: ThreshError { ThreshError(.usage, description) }
}
