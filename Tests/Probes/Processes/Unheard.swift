import Glibc
import Multiprocessing
import ProbeSupport

private struct Unheard: Error, CustomStringConvertible {
    let number: Int
    var description: String { "number\n\(number)" }
}

/// Errors that nobody asks for, in each way of not asking; what is asked for, kept, or no error, is not printed. The test
/// reads standard error.
func childUnheard() throws {
    // Printed by the child at once, whatever its parent does then.
    let joined = try ChildProcess.start(.named("joined")) { throw Unheard(number: 1) }
    try joined.join()
    try ChildProcess.start(.named("forgotten")) { throw Unheard(number: 2) }
    let connected = try ChildProcess.start(.named("connected")) { _ in throw Unheard(number: 3) }
    try connected.process.join()
    // Of a task nobody asks: released before and after its end, and never released.
    _ = try ProcessTask<Int>.start(.named("task released")) { throw Unheard(number: 4) }
    do {
        let task = try ProcessTask<Int>.start(.named("task joined")) { throw Unheard(number: 5) }
        try task.process.join()
    }
    Kept.task = try ProcessTask<Int>.start(.named("task kept")) { throw Unheard(number: 6) }

    // Silent.
    let leaving = try ChildProcess.start(.named("leaving")) { exit(3) }
    try leaving.join()
    let asked = try ChildProcess.start(ChildOptions(name: "asked", errors: .kept)) { throw Unheard(number: 7) }
    try asked.join()
    check(try asked.failure?.message == "number\n7")
    let value = try ProcessTask<Int>.start(.named("value asked")) { throw Unheard(number: 8) }
    guard case ProcessError.failed? = thrown({ try value.value() }) else { return check(false) }
    let other = try ProcessTask<Int>.start(.named("failure asked")) { throw Unheard(number: 9) }
    try other.process.join()
    check(try other.process.failure?.message == "number\n9")
    check(try ProcessTask.start { 1 }.value() == 1)
    // A child has nothing to ask of its parent's tasks, nor to print for it.
    try ChildProcess.start { exit(0) }.join()
}

private enum Kept { nonisolated(unsafe) static var task: ProcessTask<Int>? }

/// What a child reads: nothing in a pool's workers or where it is asked for, the parent's input otherwise.
func childInput() throws {
    func read() -> Int {
        var bytes = [UInt8](repeating: 0, count: 100)
        return Glibc.read(0, &bytes, 100)
    }
    check(try ProcessTask.start(ChildOptions(standardInput: .null)) { read() }.value() == 0)
    check(try ProcessTask.start(ChildOptions(standardInput: .null)) { readLine() == nil ? 1 : 0 }.value() == 1)
    let pool = try ProcessPool(PoolOptions(workers: 2)) { (_: Int) in read() }
    check(try pool.map(1...4) == [0, 0, 0, 0])
    try pool.close()
    // The first line was read ahead with all the rest: a child without input must not get at that either.
    check(readLine() == "one")
    check(try ProcessTask.start(ChildOptions(standardInput: .null)) { readLine() == nil ? 1 : 0 }.value() == 1)
    check(try ProcessTask.start { readLine() == "two" ? 1 : 0 }.value() == 1)
}

func poolOptions() throws {
    func refusal(_ change: (inout PoolOptions) -> Void) -> PoolError? {
        var options = PoolOptions(workers: 1)
        change(&options)
        return thrown { try ProcessPool(options) { (number: Int) in number } } as? PoolError
    }
    check(refusal { $0.tasksPerWorker = 0 } == .invalidOption("tasksPerWorker", "0", least: "1"))
    check(refusal { $0.tasksPerWorker = -3 } == .invalidOption("tasksPerWorker", "-3", least: "1"))
    check(refusal { $0.workers = 0 } == .workerCount(0))
    check(refusal { $0.onDeath = .retry(-1) } != nil && refusal { $0.window.count = 0 } != nil)
    check(refusal { $0.window.bytes = 0 } != nil && refusal { $0.taskTimeLimit = .seconds(-1) } != nil)
}

/// A closure without a result, in a pool of one's own and in one that is made for it.
func poolForEach() throws {
    let sum = try SharedCounter()
    let pool = try ProcessPool { (number: Int) in
        if number == 13 { throw Unlucky(number: number) }
        sum.add(number)
    }
    let quiet = try ProcessPool { (text: String) -> Void in sum.add(text.utf8.count) }
    try quiet.forEach(["a", "bc"])
    check(sum.value == 3)
    try quiet.close()
    _ = try pool.map(1...10)
    check(sum.value == 58)
    check("\(pool)".hasPrefix("ProcessPool(") && "\(pool)".hasSuffix("10 of 10 tasks done)"), "\(pool)")
    try pool.close()
    check("\(pool)".hasSuffix(", closed)"), "\(pool)")
    try ProcessPool.forEach(["x", "yz"]) { text in sum.add(text.utf8.count) }
    check(sum.value == 61)
    guard
        case PoolError.task(let error)? = thrown({
            try ProcessPool.forEach(1...20) { number in if number == 13 { throw Unlucky(number: number) } }
        })
    else { return check(false) }
    check(error.index == 12)
    // Of a handle that nobody asks, the error is printed.
    let failing = try ProcessPool(PoolOptions(workers: 1)) { (number: Int) -> Int in throw Unlucky(number: number) }
    _ = try failing.submit(1)
    let late = try failing.submitMap([2, 3])
    check(try late.wait() && late.isSuccessful == false)
    try failing.close()
}
