/// Memory for the texts that functions make of a line. It never moves, and is used again for the next line.
@safe final class TextArena {
    // SAFETY: chunks are freed in `deinit` alone and never moved.
    private var chunks: [UnsafeMutableBufferPointer<UInt8>] = unsafe []
    private var chunk = 0
    private var used = 0

    deinit { for index in unsafe chunks.indices { unsafe chunks[index].deallocate() } }

    func removeAll() {
        chunk = 0
        used = 0
    }

    /// REQUIRES: `count` bytes are written there before they are read.
    func allocate(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        while true {
            if unsafe chunk < chunks.count {
                if unsafe used + count <= chunks[chunk].count {
                    defer { used += max(count, 1) }
                    return unsafe chunks[chunk].baseAddress! + used
                }
                chunk += 1
                used = 0
            } else {
                unsafe chunks.append(.allocate(capacity: max(count + 1, 16384)))
            }
        }
    }

    func copy(_ bytes: [UInt8]) -> Scalar {
        let start = unsafe allocate(bytes.count)
        for index in bytes.indices { unsafe start[index] = bytes[index] }
        return unsafe .text(start, bytes.count)
    }

    func copy(_ bytes: UnsafeRawBufferPointer) -> Scalar {
        let start = unsafe allocate(bytes.count)
        unsafe UnsafeMutableRawBufferPointer(start: start, count: bytes.count).copyMemory(from: bytes)
        return unsafe .text(start, bytes.count)
    }

    func copy(_ text: String) -> Scalar { copy(Array(text.utf8)) }
}
