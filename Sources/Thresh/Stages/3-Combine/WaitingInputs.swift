internal import Platform

/// Inputs in the order in which they were emitted, each with the place of its key's aggregate, until there are many.
/// Then they are put in order of place: an aggregate that lies somewhere in memory is fetched once for all of its
/// inputs, not once for each.
///
/// It knows inputs only by their size; they need no copies but of their bits. Nothing is allocated before the first.
@safe @usableFromInline struct WaitingInputs: ~Copyable {
    // SAFETY: these lie in `memory`, with room for `capacity` inputs; `count` stays below it.
    @usableFromInline var places: UnsafeMutablePointer<UInt32>
    @usableFromInline var inputs: UnsafeMutableRawPointer
    @usableFromInline var count = 0
    /// 0 before the first.
    @usableFromInline var capacity = 0
    /// Keys that are looked up soon, and the input of each. These do not count yet.
    @usableFromInline var keys: PendingKeys
    @usableFromInline var pending: UnsafeMutableRawPointer
    private var memory: PageBuffer?

    @usableFromInline init() {
        // Never read or written while the capacity is 0.
        let nowhere = unsafe UnsafeMutableRawPointer(bitPattern: 4096)!
        unsafe inputs = nowhere
        unsafe pending = nowhere
        unsafe places = nowhere.assumingMemoryBound(to: UInt32.self)
        keys = unsafe PendingKeys(at: nowhere)
    }

    /// Bytes for a place, an input, and its copy in order.
    private static func bytesPerInput(_ stride: Int) -> Int { 4 + 2 * stride }

    /// Bytes of memory that it may have written to.
    @usableFromInline private(set) var byteCount = 0

    /// Makes room for as many inputs as are worth it, within a share of a mapper's memory.
    @usableFromInline mutating func allocate(stride: Int, memoryLimit: Int) {
        let size = WaitingInputs.bytesPerInput(stride)
        let most = max(Tuning.fewestWaitingInputs, min(Tuning.waitingInputs, memoryLimit / 8 / size))
        // Whole cache lines, so that inputs are aligned however many there are.
        let capacity = (most + 63) & ~63
        let memory: PageBuffer
        do {
            memory = try PageBuffer(
                byteCount: capacity * size + PendingKeys.byteCount + PendingKeys.delay * stride)
        } catch {
            fatalError("out of memory: \(error)")
        }
        unsafe inputs = memory.base
        unsafe places = (memory.base + 2 * capacity * stride).bindMemory(to: UInt32.self, capacity: capacity)
        let rest = unsafe memory.base + capacity * size
        keys = unsafe PendingKeys(at: rest)
        unsafe pending = rest + PendingKeys.byteCount
        byteCount = memory.byteCount
        self.memory = consume memory
        self.capacity = capacity
    }

    /// Puts them in order of place, and calls `body` with each place that has some, and these. Empties itself.
    @inlinable
    mutating func removeAll<Input: BitwiseCopyable>(
        places placeCount: Int, of: Input.Type, _ body: (Int, UnsafeBufferPointer<Input>) -> Void
    ) {
        var ends = [UInt32](repeating: 0, count: placeCount + 1)
        let all = unsafe inputs.assumingMemoryBound(to: Input.self)
        let ordered = unsafe all + capacity
        unsafe ends.withUnsafeMutableBufferPointer { ends in
            for index in 0..<count { unsafe ends[Int(places[index]) + 1] &+= 1 }
            for place in 0..<placeCount { unsafe ends[place + 1] &+= ends[place] }
            // `ends[place]`, where its inputs begin, moves to where they end.
            for index in 0..<count {
                let place = Int(unsafe places[index])
                unsafe (ordered + Int(ends[place])).initialize(to: all[index])
                unsafe ends[place] &+= 1
            }
            var start = 0
            for place in 0..<placeCount {
                let end = Int(unsafe ends[place])
                if end > start { unsafe body(place, UnsafeBufferPointer(start: ordered + start, count: end - start)) }
                start = end
            }
        }
        count = 0
    }
}
