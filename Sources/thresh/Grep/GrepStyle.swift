import Platform
import Thresh

/// How lines are printed: what stands before them, and colours.
struct GrepStyle {
    let showsNumbers: Bool
    let isColored: Bool

    func name(_ name: String, divider: String) -> String { paint(name, "35") + paint(divider, "36") }
    func number(_ number: UInt64, divider: String) -> String { paint(String(number), "32") + paint(divider, "36") }
    var separator: String { paint("--", "36") }

    /// Writes what matches.
    func write(_ match: ByteView, into part: inout PartWriter) {
        if isColored { part.write("\u{1B}[1;31m") }
        part.write(match)
        if isColored { part.write("\u{1B}[m") }
    }

    private func paint(_ text: String, _ color: String) -> String {
        isColored ? "\u{1B}[\(color)m\(text)\u{1B}[m" : text
    }
}

/// The files that are searched, as they are printed: known once the job is prepared.
final class GrepFiles {
    private let operands: [String]
    private let showsNames: Bool?
    private(set) var names: [String] = []
    /// Whether names stand before lines.
    private(set) var areShown = false

    /// - Parameter showsNames: nil: where several are read, or those that a directory holds.
    init(operands: [String], showsNames: Bool?) {
        self.operands = operands
        self.showsNames = showsNames
    }

    func prepare(_ inputs: [String]) {
        names = inputs.map { $0 == "-" ? "(standard input)" : $0 }
        areShown = showsNames ?? (inputs.count > 1 || inputs.contains { $0 != "-" && !operands.contains($0) })
    }

    /// What stands before a line of each file.
    func prefixes(_ style: GrepStyle, divider: String) -> [[UInt8]] {
        names.map { areShown ? FileName.bytes(style.name($0, divider: divider)) : [] }
    }
}
