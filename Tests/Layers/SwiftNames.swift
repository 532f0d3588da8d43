/// The types that a Swift file defines at its top level, and those that it names.
///
/// A lexer, no parser: names are told from keywords by their first letter, and top level by the depth of braces. That is
/// enough for types, which begin with a capital here.
struct SwiftNames {
    struct Mention {
        let name: String
        /// What is before it, as in `Module.Name`; empty where nothing is.
        let qualifier: String
        let line: Int
    }

    /// Types that other files see.
    private(set) var defined: Set<String> = []
    /// Types that no other file sees, and types within types: names that mean something else here.
    private(set) var local: Set<String> = []
    private(set) var mentions: [Mention] = []

    private var bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var depth = 0
    private var previous = ""
    private var beforePrevious = ""
    private var isPrivate = false

    init(_ text: String) {
        bytes = Array(text.utf8)
        read(untilParenthesis: false)
    }

    private static let kinds: Set<String> = [
        "struct", "class", "enum", "protocol", "actor", "typealias", "associatedtype",
    ]

    /// - Parameter untilParenthesis: whether it is the code in a string, which ends with the parenthesis that it began with.
    private mutating func read(untilParenthesis: Bool) {
        var parentheses = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case 10:
                line += 1
                index += 1
            case UInt8(ascii: "/") where at(1) == UInt8(ascii: "/"):
                while index < bytes.count, bytes[index] != 10 { index += 1 }
            case UInt8(ascii: "/") where at(1) == UInt8(ascii: "*"): passComment()
            case _ where startsString: passString()
            case UInt8(ascii: "{"), UInt8(ascii: "}"):
                depth += byte == UInt8(ascii: "{") ? 1 : -1
                symbol(byte)
            case UInt8(ascii: "("), UInt8(ascii: ")"):
                parentheses += byte == UInt8(ascii: "(") ? 1 : -1
                symbol(byte)
                if untilParenthesis, parentheses < 0 { return }
            case _ where SwiftNames.isLetter(byte): word()
            case 32, 9, 13: index += 1
            default: symbol(byte)
            }
        }
    }

    private func at(_ distance: Int) -> UInt8 { index + distance < bytes.count ? bytes[index + distance] : 0 }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "`") || byte >= 128
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func symbol(_ byte: UInt8) {
        index += 1
        push(String(UnicodeScalar(byte)))
    }

    private mutating func push(_ token: String) {
        beforePrevious = previous
        previous = token
    }

    private mutating func word() {
        let start = index
        while index < bytes.count, SwiftNames.isLetter(bytes[index]) || SwiftNames.isDigit(bytes[index]) { index += 1 }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        defer { push(word) }
        switch word {
        case "private", "fileprivate": isPrivate = true
        case "extension", "func", "var", "let", "init", "subscript": isPrivate = false
        default: break
        }
        guard let first = word.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return }
        let isDeclared = SwiftNames.kinds.contains(previous)
        if isDeclared {
            if depth == 0 && !isPrivate { defined.insert(word) } else { local.insert(word) }
            isPrivate = false
            return
        }
        mentions.append(Mention(name: word, qualifier: previous == "." ? beforePrevious : "", line: line))
    }

    private mutating func passComment() {
        var nesting = 0
        repeat {
            if bytes[index] == UInt8(ascii: "/"), at(1) == UInt8(ascii: "*") {
                nesting += 1
                index += 2
            } else if bytes[index] == UInt8(ascii: "*"), at(1) == UInt8(ascii: "/") {
                nesting -= 1
                index += 2
            } else {
                if bytes[index] == 10 { line += 1 }
                index += 1
            }
        } while nesting > 0 && index < bytes.count
    }

    private var startsString: Bool {
        var end = index
        while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
        return end < bytes.count && bytes[end] == UInt8(ascii: "\"")
    }

    /// A literal, with the code in it read as code.
    private mutating func passString() {
        var hashes = 0
        while bytes[index] == UInt8(ascii: "#") {
            hashes += 1
            index += 1
        }
        let isLong = at(1) == UInt8(ascii: "\"") && at(2) == UInt8(ascii: "\"")
        let quotes = isLong ? 3 : 1
        index += quotes
        while index < bytes.count {
            if bytes[index] == 10 { line += 1 }
            if bytes[index] == UInt8(ascii: "\\"), hasHashes(hashes, from: index + 1) {
                index += 1 + hashes
                let isCode = index < bytes.count && bytes[index] == UInt8(ascii: "(")
                index += 1
                if isCode { read(untilParenthesis: true) }
            } else if isEnd(quotes, hashes) {
                index += quotes + hashes
                break
            } else {
                index += 1
            }
        }
        push("\"")
    }

    private func isEnd(_ quotes: Int, _ hashes: Int) -> Bool {
        for distance in 0..<quotes where at(distance) != UInt8(ascii: "\"") { return false }
        return hasHashes(hashes, from: index + quotes)
    }

    private func hasHashes(_ count: Int, from start: Int) -> Bool {
        for place in start..<start + count where place >= bytes.count || bytes[place] != UInt8(ascii: "#") {
            return false
        }
        return true
    }
}
