import Multiprocessing

// Two processes change one balance, each change alone under the lock that the value comes with: none is lost.
for round in 1...10 {
    let balance = try SharedMutex(100)
    let withdrawals = try ChildProcess.start {
        for _ in 1...10_000 { try balance.withLock { $0 -= 1 } }
    }
    let deposits = try ChildProcess.start {
        for _ in 1...10_000 { try balance.withLock { $0 += 1 } }
    }
    try withdrawals.join()
    try deposits.join()
    print("Round \(round): the balance is \(try balance.value)")
}
