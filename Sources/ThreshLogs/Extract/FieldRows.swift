internal import Thresh

/// Fields of lines that are over, kept to be put beside those of others.
@safe package final class FieldRows {
    private let width: Int
    private var slots: [FieldSlot] = []
    private var texts = ByteBuffer(capacity: 1 << 12)

    /// - Parameter width: how many fields a row has.
    package init(width: Int) { self.width = width }

    package var byteCount: Int { texts.count + slots.count * MemoryLayout<FieldSlot>.stride }

    /// Adds a row.
    ///
    /// - Parameter columns: which of the line's fields it is; nil for one that the line does not have.
    package func add(_ fields: LineFields, columns: [Int?]) {
        precondition(columns.count == width, "a row has another number of fields")
        for column in columns { slots.append(column.map { slot(fields[$0]) } ?? FieldSlot()) }
    }

    private func slot(_ value: FieldValue) -> FieldSlot {
        var slot = FieldSlot()
        slot.form = value.slot.form
        slot.value = value.slot.value
        switch slot.form {
        case .null, .integer, .number, .time, .boolean: return slot
        case .mark:
            slot.form = .null
            return slot
        case .bare:
            // What JSON has without quotes.
            if value.bytes == "true" || value.bytes == "false" {
                slot.form = .boolean
                slot.value = value.bytes == "true" ? 1 : 0
                return slot
            }
            if let integer = value.integer {
                slot.form = .integer
                slot.value = Int64(integer)
                return slot
            }
            if let number = value.number {
                slot.form = .number
                slot.value = Int64(bitPattern: number.bitPattern)
                return slot
            }
        case .plain, .jsonEscaped, .backslashed, .constant, .byteArray, .quotedCell: break
        }
        slot.form = .constant
        let start = texts.count
        value.appendText(to: &texts)
        slot.end = UInt32(texts.count - start)
        // The address is known when the last row is there.
        slot.value = Int64(start)
        return slot
    }

    /// Makes the rows ready; none is added any more.
    package func finish() {
        let base = unsafe Int(bitPattern: texts.rawBuffer.baseAddress)
        for index in slots.indices where slots[index].form == .constant { slots[index].value += Int64(base) }
    }

    fileprivate func slot(_ row: Int, _ column: Int) -> FieldSlot { slots[row * width + column] }
}

extension FieldExtractor {
    /// Puts fields of a row beside those of the line that was extracted last.
    ///
    /// - Parameters:
    ///   - rows: finished; as long as the line's fields are used.
    ///   - columns: of each field that gets a value, its place among `names`, and which of the row's it is.
    package func put(_ rows: FieldRows, row: Int, _ columns: [(field: Int, column: Int)]) {
        for (field, column) in columns {
            precondition(field < slotCount, "no such field was asked for")
            unsafe slots[field] = rows.slot(row, column)
        }
    }
}
