public import Thresh

/// JSON whose records are no lines.
public enum JSONDocument {
    /// What the bytes are, and the command that makes lines of them; nil for lines.
    ///
    /// - Parameters:
    ///   - bytes: the start of a file.
    ///   - detected: what its lines were taken for.
    ///   - name: the file's.
    public static func refusal(of bytes: ByteView, detected: DetectedFormat?, name: String) -> String? {
        let isGuess = detected.map { $0.note != nil } ?? true
        guard isGuess || detected?.format.name == "json" else { return nil }
        let file = name == "-" ? "FILE" : name
        return unsafe document(LineBytes(bytes), isGuess: isGuess).map {
            "\($0.what); \($0.command) \(file) makes such"
        }
    }

    private static func document(_ text: LineBytes, isGuess: Bool) -> (what: String, command: String)? {
        let first = nonBlank(text, 0)
        let second = nonBlank(text, first + 1)
        let lineEnd = text.firstIndex(of: 10) ?? text.count
        if !isGuess {
            guard let key = onlyKey(text.slice(0, lineEnd)) else { return nil }
            return ("an object whose \(key) are the records, which must be lines of their own", "jq -c '.\(key)[]'")
        }
        switch (text.at(first), text.at(second)) {
        case (UInt8(ascii: "["), UInt8(ascii: "{")):
            let third = text.at(nonBlank(text, second + 1))
            guard third == UInt8(ascii: "\"") || third == UInt8(ascii: "}") else { return nil }
            return ("an array of JSON, whose records must be lines of their own", "jq -c '.[]'")
        case (UInt8(ascii: "{"), UInt8(ascii: "\"")):
            let end = lineEnd > 0 && text[lineEnd - 1] == 13 ? lineEnd - 1 : lineEnd
            if text.at(end - 1) == UInt8(ascii: ","), text.at(end - 2) == UInt8(ascii: "}") {
                return ("lines of JSON that end with commas", "sed 's/,$//'")
            }
            let isOne = second < end && text.slice(0, end).contains("}")
            if isOne, !text.slice(0, end).contains("}{") { return nil }
            return ("JSON whose records are not one line each", "jq -c .")
        case (0x1E, UInt8(ascii: "{")): return ("records of JSON with the byte 1E before them", "jq --seq -c .")
        default:
            guard text.starts(with: "data: {", at: first) || text.starts(with: "data:{", at: first) else { return nil }
            return ("events whose data is JSON", "sed -n 's/^data: *//p'")
        }
    }

    /// The key of an object that has nothing but an array of objects, as CloudTrail's files have.
    private static func onlyKey(_ line: LineBytes) -> String? {
        var reader = JSONReader(line)
        reader.passBlanks()
        guard reader.take(UInt8(ascii: "{")) else { return nil }
        reader.passBlanks()
        guard let key = reader.string(), !key.isEscaped else { return nil }
        reader.passBlanks()
        guard reader.take(UInt8(ascii: ":")) else { return nil }
        reader.passBlanks()
        guard reader.peek == UInt8(ascii: "["), line.at(nonBlank(line, reader.position + 1)) == UInt8(ascii: "{"),
            reader.passValue()
        else { return nil }
        reader.passBlanks()
        return reader.take(UInt8(ascii: "}")) ? line.slice(key.start, key.end).string : nil
    }

    private static func nonBlank(_ text: LineBytes, _ start: Int) -> Int {
        var index = start
        while index < text.count, text[index] == 32 || text[index] &- 9 < 5 { index += 1 }
        return index
    }
}

extension LineBytes {
    fileprivate func contains(_ text: String) -> Bool { Array(text.utf8).withLineBytes { contains($0) } }
}
