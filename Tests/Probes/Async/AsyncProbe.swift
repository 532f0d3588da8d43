import Glibc
import Multiprocessing
import MultiprocessingAsync
import ProbeSupport

/// A program that lives in Swift concurrency, with a pool of processes.
@main struct AsyncProbe {
    static let square = EntryPoint<Int, Int>("square") { $0 * $0 }
    static let obedient = EntryPoint<String, String>("obedient") { order in
        switch order {
        case "throw": throw Refused()
        case "kill": raise(SIGKILL)
        case "wait": while true { sleep(1) }
        default: break
        }
        return order + "!"
    }

    struct Refused: Error {}

    static func main() async throws {
        try ForkServer.start(square, obedient)
        // Concurrency, Dispatch and their threads from here on.
        let sums = await withTaskGroup(of: Int.self) { group in
            for number in 0..<50 { group.addTask { number } }
            var sum = 0
            for await number in group { sum += number }
            return sum
        }
        check(sums == 1225)
        try await maps()
        try await failing()
        try await cancellation()
        try await ending()
        let task = try ForkServer.shared.start(square, 11)
        check(try task.value() == 121)
        exitProbe(failures == 0 ? 0 : 1)
    }

    static func maps() async throws {
        let pool = try AsyncProcessPool(square, PoolOptions(workers: 2))
        check(try await pool.apply(12) == 144)
        check(try await pool.map(0..<2000) == (0..<2000).map { $0 * $0 })
        // From many tasks at once.
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<300 { group.addTask { try await pool.apply(number) } }
            var sum = 0
            for try await square in group { sum += square }
            return sum
        }
        check(total == (0..<300).reduce(0) { $0 + $1 * $1 })
        var taken = 0
        var given = 0
        let endless = sequence(first: 0) { $0 + 1 }.lazy.map { number -> Int in
            taken += 1
            return number
        }
        for try await outcome in pool.stream(endless) {
            check(outcome.index == given)
            check(taken - given <= 128, "\(taken - given)")
            given += 1
            if given == 500 { break }
        }
        await pool.close()
        do {
            _ = try await pool.apply(1)
            check(false)
        } catch let error as TaskError { check(error.failure == .broken(.closed), "\(error)") }
    }

    static func failing() async throws {
        var options = PoolOptions(workers: 2)
        options.taskTimeLimit = .milliseconds(150)
        let pool = try AsyncProcessPool(obedient, options)
        let outcomes = try await pool.outcomes(of: ["a", "throw", "kill", "wait", "b"])
        let kinds = outcomes.map { outcome -> String in
            guard case .failure(let error) = outcome else { return (try? outcome.get()) ?? "" }
            return switch error.failure {
            case .threw: "threw \(error.index)"
            case .died(let certificate, _): "\(certificate.status) \(error.index)"
            case .timedOut: "timed out \(error.index)"
            default: "\(error)"
            }
        }
        check(kinds == ["a!", "threw 1", "was killed by SIGKILL 2", "timed out 3", "b!"], "\(kinds)")
        check(pool.progress.deaths == 2, "\(pool.progress)")
        do {
            _ = try await pool.map(["a", "throw"])
            check(false)
        } catch let error as TaskError { check(error.index == 1) }
    }

    static func cancellation() async throws {
        let pool = try AsyncProcessPool(obedient, PoolOptions(workers: 1))
        let waiting = Task { try await pool.apply("wait") }
        let started = ContinuousClock.now
        try await Task.sleep(for: .milliseconds(50))
        waiting.cancel()
        do {
            _ = try await waiting.value
            check(false)
        } catch { check(error is CancellationError, "\(error)") }
        check(ContinuousClock.now - started < .seconds(1))
        let early = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await pool.apply("a")
        }
        do {
            _ = try await early.value
            check(false)
        } catch { check(error is CancellationError, "\(error)") }
        await pool.terminate()
    }

    static func ending() async throws {
        let pool = try AsyncProcessPool(obedient, PoolOptions(workers: 3))
        let calls = (0..<2000).map { _ in Task { try await pool.apply("wait") } }
        try await Task.sleep(for: .milliseconds(50))
        let started = ContinuousClock.now
        await pool.terminate()
        for call in calls {
            if case .failure(let error as TaskError) = await call.result {
                check(error.failure == .cancelled || error.failure == .broken(.closed), "\(error)")
            } else {
                check(false)
            }
        }
        check(ContinuousClock.now - started < .seconds(2), "\(ContinuousClock.now - started)")
    }
}
