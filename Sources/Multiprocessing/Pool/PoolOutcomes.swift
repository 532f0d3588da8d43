/// What a worker has to say of a chunk's items, as bytes: only values while all were returned and all are as wide, else
/// one outcome after another.
@usableFromInline struct PoolOutcomes {
    private(set) var bytes: [UInt8] = []
    /// Nothing but values.
    private(set) var areValues = false
    private var count = 0

    init() {}

    @usableFromInline mutating func append(returned result: [UInt8]) {
        bytes.append(0)
        PoolMessage.append(item: result, to: &bytes)
        count += 1
    }

    @usableFromInline mutating func append(threw error: any Error) {
        let place = "\(CurrentProcess.name) (pid \(CurrentProcess.pid))"
        bytes.append(1)
        PoolMessage.append(item: RemoteError(error).passing(place).bytes, to: &bytes)
        count += 1
    }

    /// - Parameter areAll: there are no others in the chunk.
    @inlinable mutating func append<Element>(values: [Element], areAll: Bool) {
        unsafe values.withUnsafeBytes { unsafe append($0, width: MemoryLayout<Element>.stride, areAll: areAll) }
    }

    /// - Parameter width: the bytes of a value.
    @usableFromInline mutating func append(_ values: UnsafeRawBufferPointer, width: Int, areAll: Bool) {
        if areAll {
            areValues = true
            return unsafe bytes.append(contentsOf: values)
        }
        for start in stride(from: 0, to: values.count, by: width) {
            append(returned: unsafe [UInt8](values[start..<start + width]))
        }
    }
}
