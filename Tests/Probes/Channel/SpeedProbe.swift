import Glibc
import Multiprocessing
import MultiprocessingNetwork
import Platform
import ProbeSupport

/// Prints how long messages and calls take. For release builds.
func channelSpeed() throws {
    let size = 64 << 20
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    let writer = try child("writer") {
        let bytes = [UInt8](repeating: 1, count: size)
        for _ in 0..<8 {
            var written = 0
            while written < size {
                written += bytes.withUnsafeBytes { write(ends[1], $0.baseAddress! + written, size - written) }
            }
        }
        return 0
    }
    var times: [Double] = []
    var buffer = [UInt8](repeating: 0, count: size)
    for _ in 0..<8 {
        times.append(
            milliseconds {
                var got = 0
                while got < size {
                    got += buffer.withUnsafeMutableBytes { read(ends[0], $0.baseAddress! + got, size - got) }
                }
            })
    }
    _ = try writer.join()
    print("plain write and read, 64 MiB: \(times.sorted()[4]) ms")

    let sender = try connected("sender") { connection in
        let bytes = [UInt8](repeating: 1, count: size)
        for _ in 0..<16 { try connection.send(bytes: bytes) }
        return 0
    }
    times = []
    for _ in 0..<8 { times.append(try milliseconds { _ = try sender.connection.receiveBytes(into: &buffer) }) }
    print("message into a buffer, 64 MiB: \(times.sorted()[4]) ms")
    times = []
    for _ in 0..<8 {
        times.append(try milliseconds { check(try sender.connection.receiveBytes().count == size, "size") })
    }
    print("message, 64 MiB: \(times.sorted()[4]) ms")
    _ = try sender.process.join()

    let echo = try connected("echo") { connection in
        while let number = try? connection.receive(as: Int.self) { try connection.send(number) }
        return 0
    }
    let count = 20000
    var time = try milliseconds {
        for number in 0..<count {
            try echo.connection.send(number)
            _ = try echo.connection.receive(as: Int.self)
        }
    }
    print("round trip of an Int: \(time * 1000 / Double(count)) us")

    let manager = try Manager()
    let counts = try manager.dictionary(String.self, Int.self)
    time = try milliseconds { for number in 0..<count { try counts.set("a", number) } }
    print("manager call: \(time * 1000 / Double(count)) us")

    struct Row: Codable { var id = 12345; var name = "some name"; var price = 1.5; var tags = ["a", "b"] }
    let rows = [Row](repeating: Row(), count: 10000)
    var bytes: [UInt8] = []
    time = try milliseconds { bytes = try MessageEncoder().encode(rows) }
    print("encode 10,000 rows to \(bytes.count) bytes: \(time) ms")
    time = try milliseconds { _ = try MessageDecoder().decode([Row].self, from: bytes) }
    print("decode: \(time) ms")
}
