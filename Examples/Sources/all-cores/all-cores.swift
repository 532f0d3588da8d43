import Multiprocessing

// Counts primes on all processors, from a command.
func isPrime(_ number: Int) -> Bool {
    number > 1 && !(2..<number).prefix { $0 * $0 <= number }.contains { number % $0 == 0 }
}

let pool = try ProcessPool { (first: Int) in (first..<first + 1000).count(where: isPrime) }
let counts = try pool.map(stride(from: 0, to: 100_000, by: 1000))
try pool.close()
print("\(counts.reduce(0, +)) primes below 100000")
