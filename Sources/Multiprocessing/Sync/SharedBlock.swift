internal import Platform

/// Zeroed shared memory for one small object: a part of a mapping with others, since a process may have some 65,000
/// mappings. Larger ones have a mapping of their own. Aligned to 64.
///
/// A part is given out once, and never again: a process that was forked meanwhile may still use what this one has let go
/// of. The mapping goes with the last of its objects. A forked process begins a new mapping, since its parent goes on giving
/// out what is left of the old one.
@safe struct SharedBlock: @unchecked Sendable {
    // SAFETY: the bytes that were asked for, in `memory`, which stays mapped as long as this object, and are its own.
    let base: UnsafeMutableRawPointer
    private let memory: SharedMemory

    init(byteCount: Int, name: String) throws(SystemError) {
        let needed = (max(byteCount, 1) + 63) / 64 * 64
        if needed > SharedBlocks.mostBytes {
            memory = try SharedMemory(byteCount: byteCount, name: name)
            unsafe base = memory.base
        } else {
            let offset: Int
            (memory, offset) = try SharedBlocks.shared.take(needed)
            unsafe base = memory.base + offset
        }
    }
}

private final class SharedBlocks: @unchecked Sendable {
    static let shared = SharedBlocks()
    static let mostBytes = 1 << 14

    private let lock = ThreadLock()
    private var memory: SharedMemory?
    private var used = 0
    /// Who gives out what is left of the mapping.
    private var process: Int32 = 0
    private var nextBytes = SharedBlocks.firstBytes

    private static let firstBytes = 4096
    private static let lastBytes = 1 << 20

    func take(_ byteCount: Int) throws(SystemError) -> (SharedMemory, offset: Int) {
        try lock.withLock { () throws(SystemError) in
            if process != Identity.processID {
                process = Identity.processID
                memory = nil
                nextBytes = SharedBlocks.firstBytes
            }
            if let memory, used + byteCount <= memory.byteCount {
                defer { used += byteCount }
                return (memory, used)
            }
            let new = try SharedMemory(byteCount: max(nextBytes, byteCount), name: "shared values")
            nextBytes = min(2 * nextBytes, SharedBlocks.lastBytes)
            memory = new
            used = byteCount
            return (new, 0)
        }
    }
}
