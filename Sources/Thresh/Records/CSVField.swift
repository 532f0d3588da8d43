/// A field of a row, as it stands in the file.
public struct CSVField: ~Escapable {
    /// With its quotes.
    public let source: ByteView

    @_lifetime(copy source)
    init(_ source: ByteView) { self.source = source }

    public var isQuoted: Bool { !source.isEmpty && source[0] == CSVQuotes.quote }

    /// What the field says. `scratch` is used only where quotes are doubled, or something follows the closing one; it may
    /// not be changed as long as the text is in use.
    @_lifetime(copy self, &scratch)
    public func text(into scratch: inout ByteBuffer) -> ByteView {
        if !isQuoted { return source }
        if let end = source.firstIndex(of: CSVQuotes.quote, from: 1), end == source.count - 1 {
            return source.slice(1, end)
        }
        scratch.removeAll()
        CSVQuotes.append(source, to: &scratch)
        return unsafe ByteView(scratch.rawBuffer)
    }

    /// What the field says, in memory of its own.
    public var string: String {
        var scratch = ByteBuffer(capacity: 0)
        return String(text(into: &scratch))
    }

    /// As `ByteView.integer`, quoted or not.
    public var integer: Int? { unquoted.integer }

    /// As `ByteView.double`, quoted or not.
    public var double: Double? { unquoted.double }

    /// Without quotes around it. A number holds none.
    private var unquoted: ByteView {
        @_lifetime(copy self) get {
            let isEnclosed = isQuoted && source.count > 1 && source[source.count - 1] == CSVQuotes.quote
            return isEnclosed ? source.slice(1, source.count - 1) : source
        }
    }
}
