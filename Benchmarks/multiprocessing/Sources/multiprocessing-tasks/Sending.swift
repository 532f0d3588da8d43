import Glibc
import Multiprocessing

let messageBytes = 64 << 20

/// Receives messages of 64 MiB from a child, one after another. The answer is a byte of each, added up.
func message(_ count: Int) throws -> Timing {
    let child = try ChildProcess.start { connection in
        let message = [UInt8](repeating: 3, count: messageBytes)
        for _ in 0..<count {
            // The parent asks for each.
            _ = try connection.receiveBytes()
            try connection.send(bytes: message)
        }
    }
    let timing = try Timing {
        var sum = 0
        for _ in 0..<count {
            try child.connection.send(bytes: [])
            let message = try child.connection.receiveBytes()
            sum += Int(message[message.count - 1])
        }
        return sum
    }
    try child.process.join()
    return timing
}

func socketPair() -> [Int32] {
    var ends: [Int32] = [-1, -1]
    precondition(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    return ends
}

func pipePair() -> [Int32] {
    var ends: [Int32] = [-1, -1]
    precondition(Glibc.pipe(&ends) == 0)
    return ends
}

/// The same bytes by `write` and `read` alone, into memory that is new for each message.
func plain(_ count: Int, through ends: [Int32]) throws -> Timing {
    let asking = socketPair()
    let child = try ChildProcess.start {
        let message = [UInt8](repeating: 3, count: messageBytes)
        var byte: UInt8 = 0
        for _ in 0..<count where read(asking[1], &byte, 1) == 1 {
            message.withUnsafeBytes { bytes in
                var sent = 0
                while sent < messageBytes { sent += write(ends[1], bytes.baseAddress! + sent, messageBytes - sent) }
            }
        }
    }
    let timing = Timing {
        var sum = 0
        for _ in 0..<count {
            var byte: UInt8 = 0
            write(asking[0], &byte, 1)
            let message = [UInt8](unsafeUninitializedCapacity: messageBytes) { buffer, filled in
                while filled < messageBytes {
                    filled += read(ends[0], buffer.baseAddress! + filled, messageBytes - filled)
                }
            }
            sum += Int(message[message.count - 1])
        }
        return sum
    }
    try child.join()
    return timing
}
