extension PartWriter {
    /// Writes a row with a key to put it in order by, for who reads the parts as pairs (`PairReader`): the lengths of
    /// both in four bytes each, little-endian, then the bytes as they are.
    ///
    /// REQUIRES of the job: no `columns`, no `top`.
    package mutating func writePair(_ key: ByteView, _ row: ByteView) {
        buffer.append(integer: UInt32(key.count))
        buffer.append(integer: UInt32(row.count))
        buffer.append(key)
        buffer.append(row)
        endRecord()
    }
}
