import Platform
import Thresh

/// The rows of one side in memory, found by their keys: made once, before the workers are forked that look in it.
///
/// Each row has a number, in the order of the side. A row is its key and its text: the cells of its keys behind their length,
/// then those of its columns. One without a key is found by none.
final class JoinTable {
    // Nothing changes it while something reads it.
    private var bytes = ByteBuffer(capacity: 1 << 20)
    /// Where rows begin.
    private var places: [UInt64] = []
    /// For each row the next one with an equal key, and one more than that; 0 where there is none.
    private var next: [UInt32] = []
    /// Upper half of the key's hash, and one more than the first row that has it; 0 where there is none.
    private var slots: [UInt64] = []
    private var mask = 0
    private let seed = UInt64.random(in: .min ... .max)
    /// A byte for each row: whether it has a match. Every process sees what others found.
    private var matches: SharedMemory?
    private(set) var rowsWithKey = 0

    private static let mostRows = Int(UInt32.max) - 2
    /// Of a row, beside its bytes.
    private static let bytesPerRow = 8 + 4 + 2 * 8 * 2 + 1

    var rowCount: Int { places.count }
    var byteCount: UInt64 { UInt64(bytes.count + places.count * JoinTable.bytesPerRow) }

    /// Adds pairs as `PartWriter` writes them, divided anywhere.
    ///
    /// - Returns: whether they are not more than `limit` bytes.
    func add(_ piece: UnsafeRawBufferPointer, limit: UInt64) -> Bool {
        unsafe bytes.append(piece)
        return UInt64(bytes.count) <= limit
    }

    /// Makes it ready for `first(_:)`.
    ///
    /// - Returns: whether it has not more than `limit` bytes.
    func finish(limit: UInt64) throws(ThreshError) -> Bool {
        var place = 0
        while place < bytes.count {
            places.append(UInt64(place))
            place += 8 + length(at: place) + length(at: place + 4)
        }
        guard places.count <= JoinTable.mostRows, byteCount <= limit else { return false }
        next = [UInt32](repeating: 0, count: places.count)
        var size = 16
        while size < places.count * 2 { size *= 2 }
        slots = [UInt64](repeating: 0, count: size)
        mask = size - 1
        // From the last on, so that rows with equal keys are found in their order.
        for row in places.indices.reversed() where !key(row).isEmpty {
            rowsWithKey += 1
            insert(row)
        }
        do { matches = try SharedMemory(byteCount: max(1, places.count), name: "thresh join") } catch {
            throw ThreshError(error)
        }
        return true
    }

    private func length(at place: Int) -> Int {
        precondition(place + 4 <= bytes.count, "a row is not whole")
        return Int(UInt32(littleEndian: unsafe bytes.rawBuffer.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
    }

    private func insert(_ row: Int) {
        let hash = ByteHash.hash(key(row), seed: seed)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let other = Int(slots[slot] & 0xFFFF_FFFF) - 1
            if slots[slot] >> 32 == hash >> 32, key(other) == key(row) {
                next[row] = UInt32(other + 1)
                break
            }
            slot = (slot + 1) & mask
        }
        slots[slot] = (hash >> 32) << 32 | UInt64(row + 1)
    }

    /// The first row with that key; nil for none.
    func first(_ key: ByteView) -> Int? {
        let hash = ByteHash.hash(key, seed: seed)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let row = Int(slots[slot] & 0xFFFF_FFFF) - 1
            if slots[slot] >> 32 == hash >> 32, self.key(row) == key { return row }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The next row with the same key.
    func row(after row: Int) -> Int? { next[row] == 0 ? nil : Int(next[row]) - 1 }

    @_lifetime(borrow self)
    private func key(_ row: Int) -> ByteView {
        let place = Int(places[row])
        return unsafe view(place + 8, length(at: place))
    }

    @_lifetime(borrow self)
    private func text(_ row: Int) -> ByteView {
        let place = Int(places[row])
        return unsafe view(place + 8 + length(at: place), length(at: place + 4))
    }

    /// SAFETY: the bytes are as they are from `finish` on.
    @unsafe @_lifetime(borrow self)
    private func view(_ start: Int, _ count: Int) -> ByteView {
        precondition(start + count <= bytes.count, "a row is not whole")
        return unsafe ByteView(UnsafeRawBufferPointer(rebasing: bytes.rawBuffer[start..<start + count]))
    }

    /// The bytes of the row's keys.
    @_lifetime(borrow self)
    func keyBytes(_ row: Int) -> ByteView { key(row) }

    /// The cells of the row's keys.
    @_lifetime(borrow self)
    func keyCells(_ row: Int) -> ByteView { JoinRow.keyCells(text(row)) }

    /// The cells of the row's columns.
    @_lifetime(borrow self)
    func cells(_ row: Int) -> ByteView { JoinRow.cells(text(row)) }

    // MARK: matches

    func setMatched(_ row: Int) {
        // SAFETY: there is a byte for each row; what others write there is the same.
        unsafe matches!.base.storeBytes(of: 1, toByteOffset: row, as: UInt8.self)
    }

    /// The same of a row and of all behind it that have its key.
    func setAllMatched(_ first: Int) {
        if isMatched(first) { return }
        var row: Int? = first
        while let matched = row {
            setMatched(matched)
            row = self.row(after: matched)
        }
    }

    func isMatched(_ row: Int) -> Bool { unsafe matches!.base.load(fromByteOffset: row, as: UInt8.self) != 0 }

    var matchedCount: Int { places.indices.count { isMatched($0) } }
}

/// The text of a row on its way: the length of its keys' cells in four bytes, these, and those of its columns.
enum JoinRow {
    static func append(keys: ByteView, cells: ByteView, to row: inout ByteBuffer) {
        row.append(integer: UInt32(keys.count))
        row.append(keys)
        row.append(cells)
    }

    private static func keyEnd(_ text: ByteView) -> Int {
        4 + Int(UInt32(littleEndian: unsafe text.rawBuffer.loadUnaligned(as: UInt32.self)))
    }

    @_lifetime(copy text)
    static func keyCells(_ text: ByteView) -> ByteView { text.slice(4, keyEnd(text)) }

    @_lifetime(copy text)
    static func cells(_ text: ByteView) -> ByteView { text.slice(keyEnd(text), text.count) }
}
