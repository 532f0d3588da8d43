import Multiprocessing
import MultiprocessingNetwork

// A cache that processes share: what one has looked up, the others find.
let manager = try Manager()
let cache = try manager.dictionary(String.self, Int.self)
let lookups = try SharedCounter()
let pool = try ProcessPool(PoolOptions(workers: 4)) { (word: String) -> Int in
    if let length = try cache.get(word) { return length }
    lookups.add(1)
    try cache.set(word, word.count)
    return word.count
}
for _ in 1...3 { print(try pool.map(["apple", "fig", "banana"])) }
try pool.close()
print("\(try cache.count) in the cache, \(lookups.value) lookups")
