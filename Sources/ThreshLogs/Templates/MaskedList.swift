internal import Thresh

/// Makes one word of three or more masked ones in a row that are the same.
struct MaskedList {
    /// Of the first of the words.
    private var start = 0
    private var length = 0
    private var count = 0
    /// Behind the last of them.
    private var end = -1

    /// - Parameter wordStart: where the word begins that `masked` ends with.
    mutating func shorten(_ masked: inout ByteBuffer, wordStart: Int) {
        let isSame =
            end + 1 == wordStart && masked.count - wordStart == length
            && masked.view.slice(start, start + length) == masked.view.slice(wordStart, masked.count)
        if !isSame {
            start = wordStart
            length = masked.count - wordStart
            count = 0
        }
        count += 1
        if count == 3 {
            masked.truncate(to: start + length)
            masked.append("...")
        } else if count > 3 {
            masked.truncate(to: end)
        }
        end = masked.count
    }
}
