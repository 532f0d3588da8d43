import Multiprocessing

// Works on input that nobody trusts: a crash, too much time or memory, or a look at files costs that input alone.
var options = PoolOptions(workers: 2)
options.taskTimeLimit = .seconds(5)
options.limits = .sandbox(cpuTime: .seconds(1), memory: 64 << 20)
let pool = try ProcessPool(options) { (input: String) -> Int in
    if input == "crash" { fatalError() }
    while input == "loop" {}
    return [UInt8](repeating: 1, count: Int(input) ?? 0).count
}
for outcome in try pool.stream(["1000", "crash", "loop", "1000000000", "2000"], chunkSize: 1) {
    switch outcome.result {
    case .success(let count): print("\(outcome.index): \(count) bytes")
    case .failure(let error):
        guard case .died(let certificate, _) = error.failure else { throw error }
        print("\(outcome.index): \(certificate.limit.map { "limit: \($0)" } ?? certificate.status.signalName ?? "")")
    }
}
try pool.close()
