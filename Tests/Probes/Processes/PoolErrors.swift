import Glibc
import Multiprocessing
import Platform
import ProbeSupport

func poolErrors() throws {
    let pool = try ProcessPool(options(2)) { (number: Int) in
        if number % 10 == 3 { throw Unlucky(number: number) }
        return number
    }
    for chunk in [1, 8] {
        let outcomes = try pool.outcomes(of: 0..<40, chunkSize: chunk)
        check(outcomes.count == 40)
        for (index, outcome) in outcomes.enumerated() {
            if index % 10 != 3 {
                check((try? outcome.get()) == index)
            } else if case .threw(let error)? = failure(of: outcome) {
                check(error.message == "number \(index)" && error.type.hasSuffix("Unlucky"), "\(error)")
                check(
                    error.backtrace.first == "Unlucky.swift:\(index)"
                        && error.backtrace.last?.contains("worker") == true)
            } else {
                check(false, "\(outcome)")
            }
        }
    }
    guard case PoolError.task(let error)? = thrown({ try pool.map(0..<40) }) else { return check(false) }
    check(error.index == 3 && "\(error)".contains("number 3"), "\(error)")
    let handle = try pool.submitMap(0..<40)
    check(try handle.wait(timeout: .seconds(5)) && handle.isSuccessful == false)
    check(pool.progress.deaths == 0)
    // After failures it closes as ever.
    try pool.close()

    // What cannot be encoded fails alone, in either direction; no worker is lost.
    struct Stubborn: Codable {
        var number: Int
        init(_ number: Int) { self.number = number }
        func encode(to encoder: any Encoder) throws {
            if number % 5 == 0 { throw Unlucky(number: number) }
            var container = encoder.singleValueContainer()
            try container.encode(number)
        }
        init(from decoder: any Decoder) throws { number = try decoder.singleValueContainer().decode(Int.self) }
    }
    let stubborn = try ProcessPool(options(2)) { (value: Stubborn) in Stubborn(value.number + 1) }
    for _ in 0..<20 {
        let outcomes = try stubborn.outcomes(of: (0..<10).map { Stubborn($0) })
        let kinds = outcomes.map { outcome -> Int in
            switch failure(of: outcome) {
            case nil: 0
            case .coding?: 1
            case .threw?: 2
            default: 3
            }
        }
        check(kinds == [1, 0, 0, 0, 2, 1, 0, 0, 0, 2], "\(kinds)")
    }
    check(stubborn.progress.deaths == 0 && stubborn.progress.workers == 2)
}

func poolInitializer() throws {
    final class State: @unchecked Sendable { var value = 0 }
    let state = State()
    let pool = try ProcessPool(options(2), initializer: { state.value = 40 }) { (number: Int) in number + state.value }
    check(try pool.map(0..<10) == Array(40..<50) && state.value == 0)

    // One that throws is reported, and nothing hangs.
    let failing = try ProcessPool(options(2), initializer: { throw Unlucky(number: 9) }) { (number: Int) in number }
    let elapsed = seconds {
        guard case PoolError.initializerFailed(let error)? = thrown({ try failing.map(0..<10) }) else {
            return check(false)
        }
        check(error.message == "number 9", "\(error)")
    }
    check(isPrompt(elapsed))
    guard case PoolError.initializerFailed? = thrown({ try failing.apply(1) }) else { return check(false) }
    // So is one that dies each time; a few deaths are survived.
    let dying = try ProcessPool(options(2), initializer: { raise(SIGKILL) }) { (number: Int) in number }
    guard case PoolError.workersKeepDying(let certificate)? = thrown({ try dying.map(0..<10) }) else {
        return check(false)
    }
    check(certificate.status == .killed(signal: SIGKILL) && certificate.task == "its initializer", "\(certificate)")
    let words = try SharedWords(1)
    let recovering = try ProcessPool(
        options(1),
        initializer: {
            words[0] += 1
            if words[0] < 3 { raise(SIGKILL) }
        }
    ) { (number: Int) in number }
    check(try recovering.map(0..<10) == Array(0..<10) && words[0] == 3)
    // One that takes too long is over its limit.
    let slow = try ProcessPool(options(1) { $0.startTimeLimit = .milliseconds(50) }, initializer: { forever() }) {
        (number: Int) in number
    }
    guard case PoolError.workersKeepDying? = thrown({ try slow.map(0..<10) }) else { return check(false) }
}

func poolTimeLimit() throws {
    let pool = try ProcessPool(
        options(2) {
            $0.taskTimeLimit = .milliseconds(200)
            $0.grace = .milliseconds(150)
            $0.onDeath = .retry(5)
        }
    ) { (number: Int) -> Int in
        if number == 3 { forever() }
        if number == 4 {
            signal(SIGTERM, SIG_IGN)
            forever()
        }
        return number
    }
    var outcomes: [Result<Int, TaskError>] = []
    let elapsed = try seconds { outcomes = try pool.outcomes(of: 0..<20) }
    check(elapsed >= 0.2 && isPrompt(elapsed), "\(elapsed)")
    for index in 0..<20 where index != 3 && index != 4 { check((try? outcomes[index].get()) == index) }
    for (index, signal) in [(3, SIGTERM), (4, SIGKILL)] {
        guard case .timedOut(.milliseconds(200), let certificate)? = failure(of: outcomes[index]) else {
            check(false, "\(outcomes[index])")
            continue
        }
        check(certificate.status == .killed(signal: signal) && certificate.task == "task \(index)", "\(certificate)")
    }
    check(try pool.map(10..<200) == Array(10..<200))
    // The limit is that of an item, not of a chunk.
    let sleeping = try ProcessPool(options(1) { $0.taskTimeLimit = .milliseconds(200) }) { (number: Int) in
        pause(milliseconds: number)
        return number
    }
    check(try sleeping.map([60, 60, 60, 60, 60], chunkSize: 5) == [60, 60, 60, 60, 60])
    check(pool.progress.deaths == 2, "\(pool.progress)")
}
