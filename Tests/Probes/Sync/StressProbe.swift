import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Many processes on one lock, one mutex, one semaphore and one queue for a while; every count is exact in the end.
func stress(processes: Int, milliseconds: Int) throws {
    let queue = try MessageQueue<Int>(capacity: 1 << 12)
    let lock = try SharedLock()
    let mutex = try SharedMutex(0)
    let seats = try BoundedSemaphore(permits: 2)
    let inside = try SharedCounter()
    let plain = try SharedWords(1)
    let start = try SharedEvent()
    let totals = try SharedArray<Int>(count: processes * 4)
    let producers = max(1, processes / 2)
    let children = try (0..<processes).map { number in
        try child("process \(number)") {
            try start.wait()
            let deadline = Instant.now.advanced(by: .milliseconds(milliseconds))
            var (put, got, sum, steps) = (0, 0, 0, 0)
            while Instant.now < deadline {
                if number < producers {
                    do throws(QueueError) {
                        try queue.put(put + 1, timeout: .milliseconds(20))
                        put += 1
                        sum += put
                    } catch { check(error == .timedOut, "\(error)") }
                } else if let value = try? queue.get(timeout: .milliseconds(20)) {
                    got += 1
                    sum -= value
                }
                try lock.withLock { inheritance in
                    check(inheritance == .clean, "\(inheritance)")
                    plain[0] += 1
                }
                try mutex.withLock { $0 += 1 }
                try seats.withPermit {
                    check(inside.add(1) <= 2, "more than two inside")
                    inside.add(-1)
                }
                steps += 1
            }
            totals.withMutableSpan { span in
                span[number * 4] = put
                span[number * 4 + 1] = got
                span[number * 4 + 2] = sum
                span[number * 4 + 3] = steps
            }
            return 0
        }
    }
    start.set()
    try expectSuccess(children, within: .milliseconds(milliseconds + 15000))
    func total(_ field: Int) -> Int { (0..<processes).reduce(0) { $0 + totals[$1 * 4 + field] } }
    let left = queue.count
    check(total(0) - total(1) == left, "\(total(0)) put, \(total(1)) got, \(left) left")
    var sum = total(2)
    for _ in 0..<left { sum -= try queue.get(timeout: .zero) }
    check(sum == 0 && queue.isEmpty, "the elements changed: \(sum)")
    check(plain[0] == total(3), "lock: \(plain[0]) instead of \(total(3))")
    check(try mutex.value == total(3), "mutex: a wrong value instead of \(total(3))")
    check(try seats.value == 2 && inside.value == 0, "semaphore: a wrong value")
    print("\(total(3)) steps, \(total(0)) elements")
}
