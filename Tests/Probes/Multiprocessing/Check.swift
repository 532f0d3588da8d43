import Glibc
import Multiprocessing
import Platform

/// Checks that did not hold, in this process.
nonisolated(unsafe) var failures = 0

func check(_ condition: Bool, _ text: @autoclosure () -> String, line: Int = #line, file: String = #fileID) {
    if condition { return }
    failures += 1
    print("failed: \(text()) (\(file):\(line))")
}

func exitProbe(_ code: Int32) -> Never {
    fflush(nil)
    exit(code)
}

func pause(milliseconds: Int) { usleep(UInt32(milliseconds * 1000)) }

/// Milliseconds that `body` takes.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let started = Instant.now
    try body()
    return Instant.now.seconds(since: started) * 1000
}

/// Words that all processes forked later share; each should have one writer at a time.
final class SharedWords {
    private let memory: SharedMemory

    init(_ count: Int) throws { memory = try SharedMemory(byteCount: count * 8, name: "probe") }

    subscript(index: Int) -> Int {
        get { memory.base.load(fromByteOffset: index * 8, as: Int.self) }
        set { memory.base.storeBytes(of: newValue, toByteOffset: index * 8, as: Int.self) }
    }

    /// Waits until a word is not `value`.
    func awaitChange(of index: Int, from value: Int) {
        while self[index] == value { usleep(200) }
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

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}

/// The body of a child: what it throws is printed, and is exit code 2.
func child(_ name: String, _ body: () throws -> Int32) throws -> ChildProcess {
    try ChildProcess.fork(name: name) {
        do {
            failures = 0
            let code = try body()
            return failures > 0 ? 1 : code
        } catch {
            print("\(name) threw \(error)")
            return 2
        }
    }
}
