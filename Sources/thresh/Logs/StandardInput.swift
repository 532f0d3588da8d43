import Platform
import Thresh

/// Standard input for commands that look at its beginning only.
enum StandardInput {
    /// Its first bytes, so many at most, as they are: not decompressed.
    static func head(_ count: Int) throws -> [UInt8] {
        do {
            let file = try Terminal.duplicate(Terminal.input, name: "standard input")
            var piece = [UInt8](repeating: 0, count: count)
            var head: [UInt8] = []
            while head.count < count {
                let read = try unsafe piece.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
                if read == 0 { break }
                head += piece.prefix(min(read, count - head.count))
            }
            return head
        } catch let error as SystemError {
            throw ThreshError(error)
        }
    }
}
