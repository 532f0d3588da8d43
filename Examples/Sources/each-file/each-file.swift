import Foundation
import Multiprocessing

// Does something with each file that is named, on all processors: counts its lines.
func lineCount(_ path: String) throws -> Int {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))).count { $0 == 10 }
}

let lines = try SharedCounter()
try ProcessPool.forEach(CommandLine.arguments.dropFirst()) { lines.add(try lineCount($0)) }
print("\(lines.value) lines")
