import Thresh

/// Lets only so many rows of an output through.
final class RowLimit {
    private var left: Int

    init(_ count: Int) { left = count }

    /// As much of the piece as is let through.
    func cut(_ piece: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var end = 0
        while left > 0, end < piece.count {
            guard let length = unsafe piece[end...].firstIndex(of: UInt8(ascii: "\n")) else {
                end = piece.count
                break
            }
            end = length + 1
            left -= 1
        }
        return unsafe UnsafeRawBufferPointer(rebasing: piece[..<end])
    }
}
