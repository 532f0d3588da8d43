internal import Thresh

/// The words of a masked message.
struct WordList {
    let bytes: [UInt8]
    /// Where each word ends; between two words is a space.
    let ends: [UInt32]

    /// - Parameter masked: what `MessageMask` made: one space between words.
    init(masked: ByteView) {
        bytes = Array(masked)
        var ends: [UInt32] = []
        if !bytes.isEmpty {
            for (index, byte) in bytes.enumerated() where byte == 32 { ends.append(UInt32(index)) }
            ends.append(UInt32(bytes.count))
        }
        self.ends = ends
    }

    init(bytes: [UInt8], ends: [UInt32]) {
        self.bytes = bytes
        self.ends = ends
    }

    init(_ words: some Sequence<some Sequence<UInt8>>) {
        var bytes: [UInt8] = []
        var ends: [UInt32] = []
        for word in words {
            if !ends.isEmpty { bytes.append(32) }
            bytes += word
            ends.append(UInt32(bytes.count))
        }
        self.bytes = bytes
        self.ends = ends
    }

    var count: Int { ends.count }

    subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : Int(ends[index - 1]) + 1)..<Int(ends[index])]
    }
}
