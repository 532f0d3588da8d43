/// What a worker has to say of a chunk's items, as bytes: only values while all were returned and all are as wide, else
/// one outcome after another.
@usableFromInline struct PoolOutcomes {
    @usableFromInline private(set) var bytes: [UInt8] = []
    /// Nothing but values.
    private(set) var areValues = false

    init() {}

    /// The first outcomes, as far as they are values; all of them where there are `count`.
    ///
    /// REQUIRES: no outcome was appended before; an element is its bytes, and an array's bytes fit for it.
    /// - Parameter write: puts them into room for `count`; returns how many.
    @inlinable mutating func fill<Element>(_ count: Int, with write: (UnsafeMutablePointer<Element>) -> Int) -> Int {
        let stride = MemoryLayout<Element>.stride
        var filled = 0
        let values = unsafe [UInt8](unsafeUninitializedCapacity: count * stride) { buffer, byteCount in
            guard let base = buffer.baseAddress else { return }
            filled = unsafe write(UnsafeMutableRawPointer(base).assumingMemoryBound(to: Element.self))
            byteCount = filled * stride
        }
        take(values, width: stride, areAll: filled == count)
        return filled
    }

    @usableFromInline mutating func take(_ values: [UInt8], width: Int, areAll: Bool) {
        areValues = areAll
        if areAll { bytes = values } else { unsafe values.withUnsafeBytes { unsafe append($0, width: width) } }
    }

    @usableFromInline mutating func append(returned result: [UInt8]) {
        bytes.append(0)
        PoolMessage.append(item: result, to: &bytes)
    }

    @usableFromInline mutating func append(threw error: any Error) {
        let place = "\(CurrentProcess.name) (pid \(CurrentProcess.pid))"
        bytes.append(1)
        PoolMessage.append(item: RemoteError(error).passing(place).bytes, to: &bytes)
    }

    /// - Parameter width: the bytes of a value.
    private mutating func append(_ values: UnsafeRawBufferPointer, width: Int) {
        for start in stride(from: 0, to: values.count, by: width) {
            append(returned: unsafe [UInt8](values[start..<start + width]))
        }
    }
}
