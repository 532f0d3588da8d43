import Glibc
import Multiprocessing

// Does something with each file that is named, on all processors: counts its lines.
let lines = try SharedCounter()
try ProcessPool.forEach(CommandLine.arguments.dropFirst()) { (path: String) in
    guard let file = fopen(path, "r") else { throw NoFile(path: path) }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var count = 0
    while case let size = fread(&buffer, 1, buffer.count, file), size > 0 {
        for byte in buffer[..<size] where byte == 10 { count += 1 }
    }
    lines.add(count)
}
print("\(lines.value) lines")

struct NoFile: Error { let path: String }
