extension Array where Element == UInt64 {
    /// Sorts in ascending order: byte by byte, without the bytes that are equal in all; few of them by comparing.
    ///
    /// - Parameter scratch: memory that is kept for the next time.
    mutating func radixSort(scratch: inout [UInt64]) {
        if count < 200 { return sort() }
        var (union, common): (UInt64, UInt64) = (0, ~0)
        for value in self {
            union |= value
            common &= value
        }
        let differing = union ^ common
        if scratch.count < count { scratch = [UInt64](repeating: 0, count: count) }
        let total = count
        unsafe withUnsafeMutableBufferPointer { mine in
            unsafe scratch.withUnsafeMutableBufferPointer { other in
                var source = mine.baseAddress!
                var target = other.baseAddress!
                for shift in stride(from: 0, to: 64, by: 8) as StrideTo<UInt64> where differing >> shift & 0xFF != 0 {
                    // SAFETY: both have room for `total`; the places of a byte's values follow one another.
                    unsafe Self.distribute(source, target, total, shift)
                    unsafe swap(&source, &target)
                }
                if unsafe source != mine.baseAddress! { unsafe target.update(from: source, count: total) }
            }
        }
    }

    private static func distribute(
        _ source: UnsafeMutablePointer<UInt64>, _ target: UnsafeMutablePointer<UInt64>, _ total: Int, _ shift: UInt64
    ) {
        var places = InlineArray<256, Int>(repeating: 0)
        for index in 0..<total { unsafe places[Int(source[index] &>> shift & 0xFF)] &+= 1 }
        var sum = 0
        for byte in 0..<256 {
            let count = places[byte]
            places[byte] = sum
            sum += count
        }
        for index in 0..<total {
            let value = unsafe source[index]
            let byte = Int(value &>> shift & 0xFF)
            unsafe target[places[byte]] = value
            places[byte] &+= 1
        }
    }
}
