/// Cells as people see them: valid UTF-8, with control characters spelled out.
///
/// Log lines are written by strangers: an escape sequence in one must not reach the terminal.
package enum VisibleText {
    package static func of(_ bytes: some Sequence<UInt8>) -> String {
        var output: [UInt8] = []
        _ = append(Array(bytes)[...], to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends the cell and returns the columns it takes.
    static func append(_ cell: ArraySlice<UInt8>, to output: inout [UInt8]) -> Int {
        if cell.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
            output.append(contentsOf: cell)
            return cell.count
        }
        var width = 0
        for scalar in String(decoding: cell, as: UTF8.self).unicodeScalars {
            if DisplayWidth.isControl(scalar) {
                let spelled = spelling(of: scalar)
                output.append(contentsOf: spelled.utf8)
                width += spelled.utf8.count
            } else {
                output.append(contentsOf: UTF8.encode(scalar)!)
                width += DisplayWidth.of(scalar)
            }
        }
        return width
    }

    /// `\n`, `\t`, `\r`, `\x1b`, `\u{202e}`.
    private static func spelling(of scalar: Unicode.Scalar) -> String {
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
