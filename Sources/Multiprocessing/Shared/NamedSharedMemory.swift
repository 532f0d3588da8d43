internal import Platform

/// Memory with a name, for processes that are not forked from one another. Where they are, use `SharedArray`: what has
/// no name cannot leak.
///
///     let memory = try NamedSharedMemory.create("frames", byteCount: 1 << 20)
///     defer { try? NamedSharedMemory.unlink("frames") }
///     memory.withMutableBytes { $0.storeBytes(of: 7, as: Int.self) }
///     let same = try NamedSharedMemory.attach("frames")       // in another process
///
/// The memory lives until it is unlinked and the last process has let go of it; a process that only attaches never
/// removes it. There is no process that watches over names: whoever creates one unlinks it. When the creator is killed
/// first, the memory stays, with its contents, until someone unlinks it or the machine restarts; it can be seen in
/// /dev/shm. Nothing is locked.
@safe public final class NamedSharedMemory: @unchecked Sendable {
    public let name: String
    let memory: NamedMemory
    /// That of the memory, which stays where it is.
    private let base: UnsafeMutableRawPointer

    private init(_ name: String, _ memory: NamedMemory) {
        self.name = name
        self.memory = memory
        unsafe base = memory.base
    }

    /// Creates it: zeroed, its pages allocated, for this user's processes only.
    ///
    /// - Parameters:
    ///   - name: 1 to 250 bytes of UTF-8 without "/" and NUL.
    ///   - byteCount: 1 or more; what is needed to fill the last page comes with it.
    public static func create(
        _ name: String, byteCount: Int
    ) throws(NamedSharedMemoryError) -> NamedSharedMemory {
        guard byteCount > 0 else { throw .invalidSize(byteCount) }
        let path = try path(name)
        do { return NamedSharedMemory(name, try NamedMemory.create(path, byteCount: byteCount)) } catch {
            throw error.isExisting ? .exists(name) : .system(error)
        }
    }

    /// The memory that another process has created. Blocks for up to a second while that one is still at it.
    public static func attach(_ name: String) throws(NamedSharedMemoryError) -> NamedSharedMemory {
        let path = try path(name)
        let deadline = Instant.now.advanced(by: .seconds(1))
        repeat {
            do {
                if let memory = try NamedMemory.attach(path) { return NamedSharedMemory(name, memory) }
                _ = try Poller.wait(for: [], until: Instant.now.advanced(by: .milliseconds(1)))
            } catch {
                throw error.isMissing ? .missing(name) : .system(error)
            }
        } while !deadline.hasPassed
        throw .unfinished(name)
    }

    /// Removes the name. Processes that have the memory keep it; new ones cannot attach.
    public static func unlink(_ name: String) throws(NamedSharedMemoryError) {
        let path = try path(name)
        do { try NamedMemory.unlink(path) } catch { throw error.isMissing ? .missing(name) : .system(error) }
    }

    /// The size it was created with.
    public var byteCount: Int { memory.byteCount }

    /// The bytes, to read.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            // SAFETY: the memory lives as long as this object, which the span borrows.
            let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(base), byteCount: byteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Runs `body` with the bytes, to change.
    public func withMutableBytes<R: ~Copyable>(_ body: (inout MutableRawSpan) throws -> R) rethrows -> R {
        // SAFETY: the memory lives longer than `body`.
        var span = unsafe MutableRawSpan(_unsafeStart: base, byteCount: byteCount)
        return try body(&span)
    }

    private static func path(_ name: String) throws(NamedSharedMemoryError) -> String {
        guard (1...250).contains(name.utf8.count), !name.utf8.contains(0), !name.utf8.contains(UInt8(ascii: "/")),
            name != ".", name != ".."
        else { throw .invalidName(name) }
        return "/" + name
    }
}

extension NamedSharedMemory: CustomStringConvertible {
    /// "NamedSharedMemory("table", 4096 bytes)".
    public var description: String { "NamedSharedMemory(\(name.debugDescription), \(byteCount) bytes)" }
}
