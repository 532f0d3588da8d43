import Glibc
import Multiprocessing
import Platform

/// Checks that did not hold, in this process.
nonisolated(unsafe) var failures = 0

func check(_ condition: Bool, _ text: @autoclosure () -> String = "", line: Int = #line, file: String = #fileID) {
    if condition { return }
    failures += 1
    print("failed: \(text()) (\(file):\(line))")
}

/// The error that `body` throws; nil, and a failed check, when it does not.
func thrown<R>(line: Int = #line, file: String = #fileID, _ body: () throws -> R) -> (any Error)? {
    do {
        let value = try body()
        check(false, "returned \(value)", line: line, file: file)
        return nil
    } catch {
        return error
    }
}

func pause(_ milliseconds: Int) { usleep(UInt32(milliseconds * 1000)) }

func seconds(_ body: () throws -> Void) rethrows -> Double {
    let started = Instant.now
    try body()
    return Instant.now.seconds(since: started)
}

/// Looks every few milliseconds; false when it did not come true within `limit` seconds.
func eventually(within limit: Double = 5, _ condition: () throws -> Bool) rethrows -> Bool {
    let started = Instant.now
    while try !condition() {
        if Instant.now.seconds(since: started) > limit { return false }
        pause(1)
    }
    return true
}

/// Words that processes forked later share; each should have one writer at a time.
final class Words: @unchecked Sendable {
    private let memory: SharedMemory

    init(_ count: Int) throws { memory = try SharedMemory(byteCount: count * 8, name: "probe") }

    subscript(index: Int) -> Int {
        get { memory.base.load(fromByteOffset: index * 8, as: Int.self) }
        set { memory.base.storeBytes(of: newValue, toByteOffset: index * 8, as: Int.self) }
    }
}

/// A small random number generator (SplitMix64).
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

func forever() -> Never { while true { pause(1000) } }

/// Prints a line at once.
func say(_ text: String) {
    print(text)
    fflush(nil)
}

/// Whether there is such a process and it has not ended; whoever it fell to may not have reaped it.
func isRunning(_ pid: Int) -> Bool {
    guard let stat = FileSystem.text("/proc/\(pid)/stat"), let name = stat.lastIndex(of: ")") else { return false }
    return !stat[name...].hasPrefix(") Z")
}
