import Glibc

/// Runs `body` in threads of this process, numbered from 0, and waits for all of them; what one throws is a failed check.
/// A process that has called this must not fork again until the kernel has forgotten the threads.
public func inThreads(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
    let threads = try (0..<count).map { number in
        let start = Unmanaged.passRetained(Start(number, body)).toOpaque()
        var thread = pthread_t()
        guard pthread_create(&thread, nil, { Start.run($0!) }, start) == 0 else { throw ThreadsFailed() }
        return thread
    }
    for thread in threads { pthread_join(thread, nil) }
}

public struct ThreadsFailed: Error {}

private final class Start {
    let number: Int
    let body: @Sendable (Int) throws -> Void

    init(_ number: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
        self.number = number
        self.body = body
    }

    static func run(_ raw: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        let start = Unmanaged<Start>.fromOpaque(raw).takeRetainedValue()
        do { try start.body(start.number) } catch { check(false, "thread \(start.number) threw \(error)") }
        return nil
    }
}
