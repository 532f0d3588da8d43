import Testing
import Thresh

/// Headers with every optional field, which the gzip tool itself never writes.
@Suite(.timeLimit(.minutes(1)))
struct GzipHeaderTests {
    private let bytes = Sample.log(2000)

    private func member(headerChecksum: UInt16? = nil) throws -> [UInt8] {
        let flags: UInt8 = 0b11110  // header CRC, extra field, name, comment
        var header: [UInt8] = [0x1F, 0x8B, 8, flags, 1, 2, 3, 4, 0, 3]
        header += [20, 0] + [UInt8](repeating: 7, count: 20)
        header += Array("access.log".utf8) + [0] + Array("a comment".utf8) + [0]
        let checksum = headerChecksum ?? UInt16(truncatingIfNeeded: crc32(header))
        header += [UInt8(truncatingIfNeeded: checksum), UInt8(checksum >> 8)]
        return header + (try Compression.gzip.pack(bytes, ["-n"])).dropFirst(10)
    }

    private func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 != 0 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    /// Zeros between two members put each byte of the second one's header and trailer on the edge of the 256 KiB window.
    @Test func headerMayStraddleTheWindow() throws {
        let member = try member()
        let edge = 256 << 10
        for headerBytes in Array(0...70) + Array(member.count - 12...member.count) {
            let file = member + Sample.zeros(edge - headerBytes - member.count) + member
            #expect(try Reading(file, as: .gzip).bytes == bytes + bytes, "\(headerBytes) bytes before the edge")
        }
    }

    @Test func checksTheHeaderChecksum() throws {
        let error = try failure(of: try member(headerChecksum: 0x1234), as: .gzip)
        #expect(error?.message.contains("CRC mismatch in the header") == true)
    }

    @Test func refusesAnotherMethod() throws {
        var file = try member()
        file[2] = 7
        #expect(try failure(of: file, as: .gzip)?.message.contains("unknown compression method") == true)
    }
}
