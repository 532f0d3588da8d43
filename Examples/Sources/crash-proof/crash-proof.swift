import Multiprocessing

// Works on input that nobody trusts: a crash, too much time or memory, or a look at files costs that input alone.
let limits = ProcessLimits.sandbox(cpuTime: .seconds(1), memory: 64 << 20)
let pool = try ProcessPool(PoolOptions(taskTimeLimit: .seconds(5), limits: limits)) { (input: String) -> Int in
    if input == "crash" { fatalError() }
    while input == "loop" {}
    return [UInt8](repeating: 1, count: Int(input) ?? 0).count
}
try pool.stream(["1000", "crash", "loop", "1000000000", "2000"], chunkSize: 1).forEach { print($0) }
try pool.close()
