import Multiprocessing
import MultiprocessingNetwork

// A cache that processes share: what one has looked up, the others find.
let manager = try Manager()
let cache = try manager.dictionary(String.self, Int.self)
let pool = try ProcessPool(PoolOptions(workers: 4)) { (word: String) -> Int in
    try cache.get(word, orInsert: word.count)
}
for _ in 1...3 { print(try pool.map(["apple", "fig", "banana"])) }
try pool.close()
print("\(try cache.count) in the cache")
