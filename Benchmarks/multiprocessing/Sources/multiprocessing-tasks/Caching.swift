import Multiprocessing
import MultiprocessingNetwork

/// Two processes look words up in a dictionary that a server process has, one after another each. The answer is the sum of
/// what they found.
func cache(_ count: Int) throws -> Timing {
    let words = 1000
    let manager = try Manager()
    let cache = try manager.dictionary(String.self, Int.self)
    for word in 0..<words { try cache.set("word \(word)", word) }
    let (found, start) = (try SharedCounter(), try SharedEvent())
    let children = try (0..<2).map { _ in
        try ChildProcess.start {
            try start.wait()
            var sum = 0
            for number in 0..<count / 2 { sum += try cache.get("word \(number % words)") ?? 0 }
            found.add(sum)
        }
    }
    return try Timing {
        start.set()
        for child in children { try child.join() }
        return found.value
    }
}
