/// What can be written into the cells of a row: numbers and text into one each, pairs and triples into several. An enum
/// with raw values that can be written needs no more than the name of the protocol.
public protocol Cells {
    /// What is in each cell.
    static var cellKinds: [Column.Kind] { get }
    /// Writes the cells, divided by TAB.
    func writeCells(to part: inout PartWriter)
}

extension Cells where Self: FixedWidthInteger {
    @inlinable public static var cellKinds: [Column.Kind] { [.integer] }
    @inlinable public func writeCells(to part: inout PartWriter) { part.write(self) }
}

extension Int: Cells {}
extension Int8: Cells {}
extension Int16: Cells {}
extension Int32: Cells {}
extension Int64: Cells {}
extension UInt: Cells {}
extension UInt8: Cells {}
extension UInt16: Cells {}
extension UInt32: Cells {}
extension UInt64: Cells {}

/// The shortest decimal that is read back as the same number.
extension Double: Cells {
    public static var cellKinds: [Column.Kind] { [.number] }
    public func writeCells(to part: inout PartWriter) { part.write(description) }
}

extension Float: Cells {
    public static var cellKinds: [Column.Kind] { [.number] }
    public func writeCells(to part: inout PartWriter) { part.write(description) }
}

extension Bool: Cells {
    public static var cellKinds: [Column.Kind] { [.text] }
    public func writeCells(to part: inout PartWriter) { part.write(description) }
}

extension String: Cells {
    public static var cellKinds: [Column.Kind] { [.text] }
    public func writeCells(to part: inout PartWriter) {
        var text = self
        text.withUTF8 { unsafe part.writeCell(ByteView(UnsafeRawBufferPointer($0))) }
    }
}

extension Bytes: Cells {
    public static var cellKinds: [Column.Kind] { [.text] }
    public func writeCells(to part: inout PartWriter) {
        unsafe array.withUnsafeBytes { unsafe part.writeCell(ByteView($0)) }
    }
}

extension Cells where Self: RawRepresentable, RawValue: Cells {
    public static var cellKinds: [Column.Kind] { RawValue.cellKinds }
    public func writeCells(to part: inout PartWriter) { rawValue.writeCells(to: &part) }
}

/// nil is an empty cell.
extension Optional: Cells where Wrapped: Cells {
    public static var cellKinds: [Column.Kind] { Wrapped.cellKinds }
    public func writeCells(to part: inout PartWriter) {
        if let self { return self.writeCells(to: &part) }
        for _ in Wrapped.cellKinds.dropFirst() { part.tab() }
    }
}

extension Descending: Cells where Key: Cells {
    public static var cellKinds: [Column.Kind] { Key.cellKinds }
    public func writeCells(to part: inout PartWriter) { key.writeCells(to: &part) }
}

extension PartWriter {
    /// Writes a row of these cells.
    @inlinable
    public mutating func writeRow<Cell: Cells, each Rest: Cells>(_ first: Cell, _ rest: repeat each Rest) {
        first.writeCells(to: &self)
        for cell in repeat each rest {
            tab()
            cell.writeCells(to: &self)
        }
        endRow()
    }
}

extension Column {
    /// Columns for the cells of a type: "key", or "key1", "key2" and so on.
    static func numbered<T: Cells>(_ name: String, _: T.Type) -> [Column] {
        let kinds = T.cellKinds
        return kinds.enumerated().map { Column(kinds.count == 1 ? name : "\(name)\($0.offset + 1)", $0.element) }
    }
}
