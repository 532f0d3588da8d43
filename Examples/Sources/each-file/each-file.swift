import Glibc
import Multiprocessing

// Does something with each file that is named, on all processors: counts its lines.
let lines = try SharedCounter()
try ProcessPool.forEach(CommandLine.arguments.dropFirst()) { (path: String) in
    guard let file = fopen(path, "r") else { throw NoFile(path: path) }
    defer { fclose(file) }
    while case let byte = getc(file), byte != EOF { if byte == 10 { lines.add(1) } }
}
print("\(lines.value) lines")

struct NoFile: Error { let path: String }
