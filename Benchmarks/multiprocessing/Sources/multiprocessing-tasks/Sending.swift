import Glibc
import Multiprocessing

let messageBytes = 64 << 20

/// Receives messages of 64 MiB from a child, one after another. The answer is a byte of each, added up.
///
/// - Parameter isNew: each into new memory; else all into the same, which has been used before.
func message(_ count: Int, isNew: Bool) throws -> Timing {
    var used = [UInt8](repeating: 0, count: isNew ? 0 : messageBytes)
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
            if isNew {
                let message = try child.connection.receiveBytes()
                sum += Int(message[message.count - 1])
            } else {
                sum += Int(used[try child.connection.receiveBytes(into: &used) - 1])
            }
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

/// The same bytes by `write` and `read` alone.
func plain(_ count: Int, through ends: [Int32], isNew: Bool) throws -> Timing {
    var used = [UInt8](repeating: 0, count: isNew ? 0 : messageBytes)
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
            if isNew {
                let message = [UInt8](unsafeUninitializedCapacity: messageBytes) { buffer, filled in
                    fill(UnsafeMutableRawBufferPointer(buffer), from: ends[0])
                    filled = messageBytes
                }
                sum += Int(message[messageBytes - 1])
            } else {
                used.withUnsafeMutableBytes { fill($0, from: ends[0]) }
                sum += Int(used[messageBytes - 1])
            }
        }
        return sum
    }
    try child.join()
    return timing
}

private func fill(_ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) {
    var filled = 0
    while filled < messageBytes {
        filled += read(descriptor, buffer.baseAddress! + filled, messageBytes - filled)
    }
}
