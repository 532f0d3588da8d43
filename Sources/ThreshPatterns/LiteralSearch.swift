internal import CThresh

/// Looks for several texts at once in blocks of bytes: by prints, a few bytes of each that are rare.
///
/// Texts of up to eight are found at the speed of memory, hundreds at a third of it.
@safe final class LiteralSearch {
    // SAFETY: the arrays that the tables point to are allocated in `init`, as long as the tables say, never changed, and freed
    // in `deinit`.
    private var tables: thresh_literals
    private let slots: UnsafeMutableBufferPointer<UInt32>
    private let texts: UnsafeMutableBufferPointer<thresh_literal>
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    /// - Parameter sample: bytes in which the frequent ones are those that will be so: the first that are searched.
    ///
    /// REQUIRES: there are texts, and none is empty.
    /// Complexity: O(n log n) in the number of texts.
    init(_ texts: [[UInt8]], ignoreCase: Bool, sample: UnsafeRawBufferPointer) {
        let wanted = ignoreCase ? texts.map { $0.map(LiteralSearch.lower) } : texts
        // One bucket for each text needs no more than three bytes to be sure enough.
        let width = min(wanted.map(\.count).min()!, wanted.count <= LiteralSearch.buckets ? 3 : 4)
        let weights = unsafe LiteralSearch.weights(of: sample, ignoreCase)
        var literals: [(text: [UInt8], offset: Int, print: UInt32)] = wanted.map { text in
            let offset = LiteralSearch.rarest(width, of: text, weights)
            return (text, offset, LiteralSearch.print(text[offset..<offset + width]))
        }
        unsafe tables = unsafe thresh_literals()
        unsafe tables.width = UInt32(width)
        unsafe tables.ignores_case = ignoreCase ? 1 : 0

        // Prints that begin alike are in one bucket, whose nibbles are few then.
        literals.sort { $0.print.byteSwapped < $1.print.byteSwapped }
        for (index, literal) in literals.enumerated() {
            let bucket = UInt8(1) << (index * LiteralSearch.buckets / max(literals.count, LiteralSearch.buckets))
            for place in 0..<width { unsafe LiteralSearch.add(literal.print, place, bucket, ignoreCase, &tables) }
        }

        var bits: UInt32 = 4
        while 1 << bits < literals.count * 8 { bits += 1 }
        unsafe tables.shift = 32 - bits
        func slot(_ print: UInt32) -> Int { Int((print &* THRESH_PRINT_FACTOR) >> (32 - bits)) }
        literals.sort { slot($0.print) < slot($1.print) }
        unsafe slots = .allocate(capacity: (1 << Int(bits)) + 1)
        unsafe self.texts = .allocate(capacity: literals.count)
        unsafe bytes = .allocate(capacity: literals.map(\.text.count).reduce(0, +))
        unsafe slots.initialize(repeating: 0)
        var start = 0
        for (index, literal) in literals.enumerated() {
            unsafe self.texts.initializeElement(
                at: index,
                to: thresh_literal(
                    print: literal.print, start: UInt32(start), length: UInt32(literal.text.count),
                    offset: UInt32(literal.offset)))
            for byte in literal.text {
                unsafe bytes.initializeElement(at: start, to: byte)
                start += 1
            }
            unsafe slots[slot(literal.print) + 1] += 1
        }
        for index in unsafe slots.indices.dropFirst() { unsafe slots[index] += slots[index - 1] }
        unsafe tables.slots = UnsafePointer(slots.baseAddress)
        unsafe tables.texts = UnsafePointer(self.texts.baseAddress)
        unsafe tables.bytes = UnsafePointer(bytes.baseAddress)
    }

    deinit {
        unsafe slots.deallocate()
        unsafe texts.deallocate()
        unsafe bytes.deallocate()
    }

    /// A place within the first text at `start` or after it; the block's end where there is none.
    func first(in block: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard let base = block.baseAddress else { return 0 }
        return unsafe thresh_literals_find(&tables, base.assumingMemoryBound(to: UInt8.self), start, block.count)
    }

    /// How many sets of nibbles a byte of the tables can tell apart.
    private static let buckets = 8
    /// How much of a sample is counted.
    private static let sampledBytes = 64 << 10

    /// How often each byte is in a sample, at least once.
    private static func weights(of sample: UnsafeRawBufferPointer, _ ignoreCase: Bool) -> [Double] {
        var counts = [Double](repeating: 1, count: 256)
        for index in 0..<min(sample.count, sampledBytes) {
            let byte = unsafe sample[index]
            counts[Int(ignoreCase ? lower(byte) : byte)] += 1
        }
        return counts
    }

    /// Where the bytes in a row are of which the fewest are to be expected.
    private static func rarest(_ width: Int, of text: [UInt8], _ weights: [Double]) -> Int {
        func weight(_ offset: Int) -> Double {
            text[offset..<offset + width].reduce(1) { $0 * weights[Int($1)] }
        }
        return (0...text.count - width).min { weight($0) < weight($1) }!
    }

    private static func print(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func add(
        _ print: UInt32, _ place: Int, _ bucket: UInt8, _ ignoreCase: Bool, _ tables: inout thresh_literals
    ) {
        let byte = UInt8(truncatingIfNeeded: print >> (8 * UInt32(place)))
        let isLetter = ignoreCase && byte &- 97 < 26
        unsafe withUnsafeMutableBytes(of: &tables.low) { unsafe $0[16 * place + Int(byte & 15)] |= bucket }
        unsafe withUnsafeMutableBytes(of: &tables.high) { high in
            unsafe high[16 * place + Int(byte >> 4)] |= bucket
            if isLetter { unsafe high[16 * place + Int((byte & 0xDF) >> 4)] |= bucket }
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }
}
