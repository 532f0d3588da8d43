/// Text from outside as people see it: valid UTF-8, with what a terminal would act on, and bytes that are no UTF-8, spelled
/// out.
///
/// Log lines are written by strangers, and so are names of files: an escape sequence in one must not reach the terminal.
/// Every message, and everything that is printed for people, goes through here.
public enum VisibleText {
    public static func of(_ bytes: some Sequence<UInt8>) -> String { of(FileName.string(Array(bytes))) }

    /// The same of a text, of which some scalars may stand for bytes, as in a `FileName`.
    public static func of(_ text: String) -> String { spelled(text) { isControl($0) } }

    /// The same of a text of several lines: line ends stay.
    public static func lines(_ text: String) -> String { spelled(text) { isControl($0) && $0 != "\n" } }

    private static func spelled(_ text: String, _ isSpelled: (Unicode.Scalar) -> Bool) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isSpelled(scalar) {
                result.append(contentsOf: spelling(of: scalar).unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Whether a terminal may act on it instead of showing it: controls, and what changes the direction of text; or it
    /// stands for a byte.
    public static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: FileName.byte(scalar) != nil
        }
    }

    /// `\n`, `\t`, `\r`, `\x1b`, `\u{202e}`, and `\xe9` for a byte.
    public static func spelling(of scalar: Unicode.Scalar) -> String {
        if let byte = FileName.byte(scalar) {
            return byte < 0x80 ? spelling(of: Unicode.Scalar(byte)) : "\\x\(String(byte, radix: 16))"
        }
        let digits = String(scalar.value, radix: 16)
        switch scalar.value {
        case 0x09: return "\\t"
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0..<0x10: return "\\x0\(digits)"
        case 0x10..<0x80: return "\\x\(digits)"
        default: return "\\u{\(digits)}"
        }
    }
}
