/// The 8 bytes before each message: its length in the lower 56 bits, how many descriptors come with it in the upper 8;
/// little endian.
struct FrameHeader: Equatable {
    static let byteCount = 8
    static let mostDescriptors = 253

    let byteCount: Int
    let descriptors: Int

    init(byteCount: Int, descriptors: Int = 0) {
        precondition(
            byteCount >= 0 && byteCount < 1 << 56 && descriptors >= 0 && descriptors <= FrameHeader.mostDescriptors)
        self.byteCount = byteCount
        self.descriptors = descriptors
    }

    init(word: UInt64) {
        byteCount = Int(word & (1 << 56 - 1))
        descriptors = Int(word >> 56)
    }

    var word: UInt64 { UInt64(byteCount) | UInt64(descriptors) << 56 }
}
