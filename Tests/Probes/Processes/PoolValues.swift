import Glibc
import Multiprocessing

// Pools of plain values, whose chunks are memory without anything between the values.

private func demand(_ condition: Bool, _ text: @autoclosure () -> String, line: Int = #line) {
    if condition { return }
    print("failed: \(text()) (\(#fileID):\(line))")
    exit(1)
}

private struct Refused: Error, CustomStringConvertible {
    let description: String
}

func poolValues() throws {
    let workers = PoolOptions(workers: 2)
    // Chunks of all sizes; far too large for a queue at the end.
    let doubling = try ProcessPool(workers) { (number: Int) in number * 2 }
    for (count, chunk) in [(0, nil), (1, nil), (100_000, nil), (5000, 1), (5000, 7), (400_000, 200_000)] {
        let found = try doubling.map(0..<count, chunkSize: chunk)
        demand(found == (0..<count).map { $0 * 2 }, "\(count) in chunks of \(chunk ?? 0)")
    }
    let narrow = try doubling.stream(0..<20_000, window: PoolWindow(count: 50, bytes: 100))
    demand(try narrow.map { try $0.get() } == (0..<20_000).map { $0 * 2 }, "a narrow stream")

    // Values on one side only, and of other widths.
    let texts = try ProcessPool(workers) { (number: Int) in String(number) }
    demand(try texts.map(0..<3000) == (0..<3000).map(String.init), "texts")
    let lengths = try ProcessPool(workers) { (text: String) in text.utf8.count }
    demand(try lengths.map((0..<3000).map(String.init)) == (0..<3000).map { String($0).utf8.count }, "lengths")
    let bytes = try ProcessPool(workers) { (byte: UInt8) in byte % 3 == 0 }
    demand(try bytes.map(0...UInt8.max, chunkSize: 30) == (0...UInt8.max).map { $0 % 3 == 0 }, "bytes")
    let empty = try ProcessPool<Int, Void>(workers, inputs: .bitwise, outputs: .bitwise) { _ in }
    demand(try empty.map(0..<1000).count == 1000, "values without bytes")

    // Some throw, and the rest of their chunks is there all the same.
    let picky = try ProcessPool(workers) { (number: Int) in
        if number % 100 == 42 { throw Refused(description: "number \(number)") }
        return Double(number)
    }
    for chunk in [nil, 1, 64] {
        for (index, outcome) in try picky.outcomes(of: 0..<2000, chunkSize: chunk).enumerated() {
            switch outcome {
            case .success(let value): demand(value == Double(index) && index % 100 != 42, "\(index): \(value)")
            case .failure(let error):
                guard case .threw(let cause) = error.failure else { return demand(false, "\(error)") }
                demand(error.index == index && cause.message == "number \(index)", "\(index): \(error)")
                demand(index % 100 == 42, "\(index) failed")
            }
        }
    }

    // Values with padding behind them, of which some travel alone; and more at once than there is room made ahead for.
    struct Padded: BitwiseCopyable, Equatable {
        var number: Int64
        var isOdd: Bool
    }
    let padding = try ProcessPool<Padded, Padded>(workers, inputs: .bitwise, outputs: .bitwise) { value in
        if value.number % 10 == 7 { throw Refused(description: "seven") }
        return Padded(number: value.number * 2, isOdd: !value.isOdd)
    }
    let padded = (0..<5000).map { Padded(number: $0, isOdd: $0 % 2 == 1) }
    for chunk in [nil, 1, 25, 4000] {
        let found = try padding.outcomes(of: padded, chunkSize: chunk)
        for (value, outcome) in zip(padded, found) {
            let right = value.number % 10 == 7 ? nil : Padded(number: value.number * 2, isOdd: !value.isOdd)
            demand((try? outcome.get()) == right, "\(value) in chunks of \(chunk ?? 0): \(outcome)")
        }
    }
    let evens = padded.filter { $0.number % 2 == 0 }
    let streamed = try padding.stream(evens, chunkSize: 9).map { try $0.get() }
    demand(streamed == evens.map { Padded(number: $0.number * 2, isOdd: !$0.isOdd) }, "a stream of values with padding")

    // A sequence that does not say how long it is, and a wide value in a vector.
    let counted = try doubling.map(sequence(first: 0) { $0 < 99_999 ? $0 + 1 : nil })
    demand(counted == (0..<100_000).map { $0 * 2 }, "a sequence without a length")
    let vectors = try ProcessPool<SIMD8<Double>, Double>(workers, inputs: .bitwise, outputs: .bitwise) { $0.sum() }
    let sums = try vectors.map((0..<3000).map { SIMD8(repeating: Double($0)) })
    demand(sums == (0..<3000).map { Double($0) * 8 }, "vectors")
    let spread = try ProcessPool<Int32, SIMD16<Int32>>(workers, inputs: .bitwise, outputs: .bitwise) {
        SIMD16(repeating: $0)
    }
    demand(try spread.map(0..<3000) == (0..<3000).map { SIMD16(repeating: $0) }, "results that are vectors")

    // A sequence that throws in the middle of a chunk.
    var next = 0
    let outcomes = Array(
        try doubling.stream(chunkSize: 8) {
            next += 1
            if next == 21 { throw Refused(description: "no more") }
            return next
        })
    demand(outcomes.count == 21 && (0..<20).allSatisfy { (try? outcomes[$0].get()) == 2 * ($0 + 1) }, "\(outcomes)")
    guard case .failure(let error) = outcomes[20].result, case .input = error.failure else {
        return demand(false, "\(outcomes[20])")
    }
    // What has come before others are given up is theirs alone.
    let deadly = try ProcessPool(PoolOptions(workers: 2)) { (number: Int) -> Int in
        if number % 50 == 49 { raise(SIGKILL) }
        return number
    }
    for (index, outcome) in try deadly.outcomes(of: 0..<200, chunkSize: 20).enumerated() {
        let value = try? outcome.get()
        demand(value == (index % 50 == 49 ? nil : index), "\(index): \(outcome)")
    }
}

/// Workers are killed at random moments, in chunks of the pool's own size: no value is lost or at the wrong place.
func poolValuesChaos(kills: Int, seed: UInt64) throws {
    var state = seed
    func random(below bound: UInt64) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % bound)
    }
    for policy in [DeathPolicy.failTask, .retry(1000)] {
        var options = PoolOptions(workers: 3)
        options.onDeath = policy
        let pool = try ProcessPool(options) { (number: Int) in number &* 7 }
        var killed = 0
        var failed = 0
        while killed < kills / 2 {
            let count = 20_000
            let handle = try pool.submitMap(0..<count)
            repeat {
                let victims = pool.insight
                if killed < kills / 2, !victims.isEmpty {
                    kill(victims[random(below: UInt64(victims.count))].pid, SIGKILL)
                    killed += 1
                }
                usleep(UInt32(random(below: 600)))
            } while try !handle.wait(timeout: .microseconds(random(below: 500)))
            if handle.isSuccessful == true {
                demand(try handle.get() == (0..<count).map { $0 &* 7 }, "wrong results")
            } else {
                demand(policy == .failTask, "failed in spite of retries")
                failed += 1
            }
        }
        print("\(policy): \(killed) kills, \(failed) maps with a failure, \(pool.progress)")
        demand(try pool.map(0..<10) == (0..<10).map { $0 * 7 }, "the pool went on")
        try pool.close()
    }
}
