import Thresh

/// Numbers of lines in a file, told in the order of the file: what was counted once is not read again.
struct LineNumbering {
    private var position: UInt64 = 0
    private var lines = 0

    /// The number, from 1, of the line that begins at `offset`; nil when that is before the last one told.
    ///
    /// - Parameter read: fills the buffer from an offset on, and returns how many bytes there were.
    mutating func number(at offset: UInt64, read: (UnsafeMutableRawBufferPointer, UInt64) -> Int) -> Int? {
        if offset < position { return nil }
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        while position < offset {
            let wanted = Int(min(offset - position, UInt64(piece.count)))
            let count = unsafe piece.withUnsafeMutableBytes {
                unsafe read(UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted]), position)
            }
            if count == 0 { return nil }
            for index in 0..<min(count, wanted) where piece[index] == 10 { lines += 1 }
            position += UInt64(count)
        }
        return lines + 1
    }
}
