import Foundation
import Multiprocessing

// Does something with each file that is named, on all processors: counts its lines.
let lines = try SharedCounter()
try ProcessPool.forEach(CommandLine.arguments.dropFirst()) { (path: String) in
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    lines.add(bytes.count { $0 == 10 })
}
print("\(lines.value) lines")
