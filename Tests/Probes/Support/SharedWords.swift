import Glibc
import Platform

/// Words that all processes forked later share; each should have one writer at a time.
public final class SharedWords: @unchecked Sendable {
    private let memory: SharedMemory

    public init(_ count: Int) throws { memory = try SharedMemory(byteCount: count * 8, name: "probe") }

    public subscript(index: Int) -> Int {
        get { memory.base.load(fromByteOffset: index * 8, as: Int.self) }
        set { memory.base.storeBytes(of: newValue, toByteOffset: index * 8, as: Int.self) }
    }

    /// Waits until a word is not `value`.
    public func awaitChange(of index: Int, from value: Int) {
        while self[index] == value { usleep(200) }
    }
}
