import ArgumentParser
import Thresh

/// What lines are put in order by: some of their fields, compared as text, numbers or versions.
struct SortKey {
    enum Kind: Character, CaseIterable {
        case text = "t"
        case numeric = "n"
        /// `2K`, `1.5G`: powers of 1024, as `du -h` prints them.
        case human = "h"
        /// `1.10` behind `1.9`.
        case version = "V"
    }

    /// nil for the whole line.
    var first: FieldSplitter?
    /// The last field, where it is not the first.
    var last: FieldSplitter?
    var kind = Kind.text
    var isReversed = false
    var foldsCase = false
    var skipsBlanks = false

    /// - Parameters:
    ///   - text: `2`, `2,3` or `2nr`, as `-k` of sort has it, but that a key without a comma is one field.
    ///   - usual: what a key without letters is.
    init(_ text: String, separator: UInt8?, usual: SortKey) throws {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let fields = parts.map { part in part.prefix { $0.isASCII && $0.isNumber } }
        let letters = zip(parts, fields).map { $0.0.dropFirst($0.1.count) }.joined()
        guard parts.count <= 2, fields.allSatisfy({ Int($0) != nil }), let field = Int(fields[0]) else {
            throw ValidationError(
                "--key '\(text)' is no key; give a field, as in 2, or fields, as in 2,3, with letters behind: 2nr.")
        }
        let end = parts.count == 2 ? Int(fields[1])! : field
        if field < 1 || end < 1 { throw ValidationError("--key counts from 1.") }
        if end < field { throw ValidationError("--key '\(text)' ends before it begins.") }
        if letters.isEmpty {
            self = usual
        } else {
            for letter in letters { try add(letter, of: text) }
        }
        first = FieldSplitter(field: field - 1, separator: separator)
        last = end == field ? nil : FieldSplitter(field: end - 1, separator: separator)
    }

    init() {}

    private mutating func add(_ letter: Character, of text: String) throws {
        switch letter {
        case "r": isReversed = true
        case "f": foldsCase = true
        case "b": skipsBlanks = true
        default:
            guard letter != Kind.text.rawValue, let kind = Kind(rawValue: letter) else {
                throw ValidationError(
                    "--key '\(text)': '\(letter)' is none of n (number), h (2K), V (version), r (reverse), f (fold case), b (skip blanks)."
                )
            }
            if self.kind != .text && self.kind != kind {
                throw ValidationError("--key '\(text)' cannot be compared in two ways; leave one of the letters out.")
            }
            self.kind = kind
        }
    }

    /// Whether the order is that of the line's bytes.
    var isPlain: Bool { first == nil && kind == .text && !foldsCase && !skipsBlanks }

    /// Appends bytes whose order is that of the key in the line.
    ///
    /// - Parameter piece: is overwritten.
    func encode(_ line: ByteView, into key: ByteBuffer.Reference, _ piece: ByteBuffer.Reference) {
        var (start, end) = (0, line.count)
        if let first {
            if let range = first.range(in: line) {
                // Where there are fewer fields, to the last there is.
                (start, end) = (
                    range.lowerBound, last.map { $0.range(in: line)?.upperBound ?? line.count } ?? range.upperBound
                )
            } else {
                end = 0
            }
        }
        if skipsBlanks { while start < end, line[start] == 32 || line[start] == 9 { start += 1 } }
        let field = line.slice(start, end)
        switch kind {
        case .numeric: append(DecimalPrefix.value(of: field), to: key)
        case .human: append(DecimalPrefix.humanValue(of: field), to: key)
        case .text where !foldsCase: append(field, to: key)
        case .text:
            piece.bytes.removeAll()
            for index in 0..<field.count { piece.bytes.append(SortKey.folded(field[index])) }
            // SAFETY: `append` copies it before it returns.
            unsafe append(ByteView(piece.bytes.rawBuffer), to: key)
        case .version:
            piece.bytes.removeAll()
            VersionOrder.encode(field, foldsCase: foldsCase, into: &piece.bytes)
            // SAFETY: as above.
            unsafe append(ByteView(piece.bytes.rawBuffer), to: key)
        }
    }

    static func folded(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "a") < 26 ? byte - 32 : byte }

    private func append(_ number: Double, to key: ByteBuffer.Reference) {
        if isReversed { key.bytes.append(descending: number) } else { key.bytes.append(ordered: number) }
    }

    private func append(_ text: ByteView, to key: ByteBuffer.Reference) {
        if isReversed { key.bytes.append(descending: text) } else { key.bytes.append(ordered: text) }
    }
}

extension ByteBuffer {
    /// A buffer that is used again for each record, in a process of one thread.
    final class Reference {
        @safe @exclusivity(unchecked) var bytes = ByteBuffer()
    }
}

/// Names with versions as bytes in their order: that of `sort -V` (GNU coreutils' manual, "Version sort ordering").
///
/// Nothing comes first, then names that begin with a point. Others are compared without their endings, as in `.tar.gz`, and with
/// them where that makes no difference: runs of digits by their number, whatever is between them by its bytes with letters
/// before other signs and `~` before everything, even the end.
enum VersionOrder {
    private static let tilde: UInt8 = 1
    /// Of what is no digit.
    private static let end: UInt8 = 2

    static func encode(_ text: ByteView, foldsCase: Bool, into bytes: inout ByteBuffer) {
        if text.count == 0 { return bytes.append(0) }
        let isHidden = text[0] == UInt8(ascii: ".")
        bytes.append(isHidden ? 1 : 2)
        if isHidden {
            // The directory itself, and the one above it.
            let points = text.count == 1 ? 0 : text.count == 2 && text[1] == UInt8(ascii: ".") ? 1 : 2
            bytes.append(UInt8(points))
            if points < 2 { return }
        }
        appendRuns(text.slice(0, nameLength(text)), foldsCase, &bytes)
        appendRuns(text, foldsCase, &bytes)
    }

    /// How long the text is without its endings, each of a point, a letter or `~`, and letters, digits and `~`.
    private static func nameLength(_ text: ByteView) -> Int {
        var index = 0
        var length = 0
        while index < text.count {
            index += 1
            length = index
            while index + 1 < text.count, text[index] == UInt8(ascii: "."), isLetter(text[index + 1]) {
                index += 2
                while index < text.count, isLetter(text[index]) || isDigit(text[index]) { index += 1 }
            }
        }
        return length
    }

    /// Bytes that are no beginning of those of any other text.
    private static func appendRuns(_ text: ByteView, _ foldsCase: Bool, _ bytes: inout ByteBuffer) {
        var index = 0
        while true {
            while index < text.count, !isDigit(text[index]) {
                bytes.append(rank(foldsCase ? SortKey.folded(text[index]) : text[index]))
                index += 1
            }
            bytes.append(end)
            bytes.append(index < text.count ? 1 : 0)
            if index == text.count { return }
            while index < text.count, text[index] == UInt8(ascii: "0") { index += 1 }
            let start = index
            while index < text.count, isDigit(text[index]) { index += 1 }
            // Of numbers without leading zeros the one with more digits is larger.
            let count = min(index - start, 0xFFFF)
            bytes.append(UInt8(count >> 8))
            bytes.append(UInt8(count & 0xFF))
            bytes.append(text.slice(start, index))
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "~")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// Letters from 3 on, other signs behind them: 256 values less the digits and `~` fit.
    private static func rank(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "~"): tilde
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): 3 + byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): 29 + byte - UInt8(ascii: "a")
        case 0..<UInt8(ascii: "0"): 55 + byte
        case UInt8(ascii: ":")...UInt8(ascii: "@"): 103 + byte - UInt8(ascii: ":")
        case UInt8(ascii: "[")...UInt8(ascii: "`"): 110 + byte - UInt8(ascii: "[")
        case UInt8(ascii: "{")...UInt8(ascii: "}"): 116 + byte - UInt8(ascii: "{")
        default: 119 + (byte - 127)
        }
    }
}
