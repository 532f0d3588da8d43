import Thresh
import ThreshPatterns

extension Pattern {
    func matchesText(_ line: String) throws -> Bool { try matchesBytes(Array(line.utf8)) }

    func matchesBytes(_ line: [UInt8]) throws -> Bool { try line.withUnsafeBytes { try unsafe matches($0) } }

    func firstMatch(inText text: String, from start: Int) throws -> Range<Int>? {
        try Array(text.utf8).withUnsafeBytes { try unsafe firstMatch(in: $0, from: start) }
    }

    func linesOfText(_ block: String) throws -> [String] {
        try lines(of: Array(block.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The matching lines, by `matchingLines(in:)`.
    func lines(of block: [UInt8]) throws -> [[UInt8]] {
        try block.withUnsafeBytes { bytes in
            var found: [[UInt8]] = []
            var lines = unsafe matchingLines(in: bytes)
            while let line = try lines.next() { found.append(Array(block[line])) }
            return found
        }
    }

    /// The matching lines, each asked on its own.
    func linesOneByOne(of block: [UInt8]) throws -> [[UInt8]] {
        var lines = block.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
        // What follows the last LF is a line only when there is something.
        if lines.last?.isEmpty == true { lines.removeLast() }
        return try lines.filter { line in
            try matchesBytes(line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : line)
        }
    }
}

/// A small random number generator (SplitMix64): the same tests in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

extension CapturePattern {
    func matchesText(_ line: String) throws -> Bool {
        try Array(line.utf8).withUnsafeBytes { try unsafe match($0) }
    }
}
