import Multiprocessing

/// Squares integers in a pool of two. The answer is the sum of the squares.
func map(_ count: Int, chunkSize: Int?) throws -> Timing {
    let pool = try ProcessPool(PoolOptions(workers: 2)) { (number: Int) in number * number }
    _ = try pool.map(0..<2)
    let timing = try Timing { try pool.map(0..<count, chunkSize: chunkSize).reduce(0, +) }
    try pool.close()
    return timing
}

/// Starts children that do nothing, and waits for each. The answer is how many ended in order.
func start(_ count: Int) throws -> Timing {
    try Timing {
        var done = 0
        for _ in 0..<count {
            let child = try ChildProcess.start {}
            if try child.join() == .exited(code: 0) { done += 1 }
        }
        return done
    }
}
