import Thresh

/// Lines on a terminal that take the place of the lines before: moves up, rewrites, clears what is left.
struct LiveDisplay {
    private var height = 0
    /// The terminal has another size: where the lines are now is anybody's guess.
    var isResized = false

    /// - Parameters:
    ///   - columns: what is longer is cut.
    ///   - isLastDim: whether the last line is less important.
    mutating func draw(_ lines: [[UInt8]], columns: Int, isLastDim: Bool, _ output: inout [UInt8]) {
        if isResized && height > 0 {
            output += "\u{1B}[H\u{1B}[2J".utf8
        } else if height > 0 {
            output += "\r\u{1B}[\(height)A".utf8
        }
        isResized = false
        for (index, line) in lines.enumerated() {
            let isDim = isLastDim && index == lines.count - 1
            if isDim { output += "\u{1B}[2m".utf8 }
            output += LiveDisplay.cut(line, columns)
            if isDim { output += "\u{1B}[0m".utf8 }
            output += "\u{1B}[K\n".utf8
        }
        output += "\u{1B}[J".utf8
        height = lines.count
    }

    /// As much of a line as fits, with all its sequences that set a style.
    static func cut(_ line: [UInt8], _ columns: Int) -> [UInt8] {
        if line.count <= columns { return line }
        var output: [UInt8] = []
        var width = 0
        var isInSequence = false
        for scalar in String(decoding: line, as: UTF8.self).unicodeScalars {
            if scalar == "\u{1B}" { isInSequence = true }
            if !isInSequence { width += DisplayWidth.of(scalar) }
            if isInSequence || width <= columns { output += UTF8.encode(scalar)! }
            if isInSequence && scalar.properties.isAlphabetic { isInSequence = false }
        }
        return output
    }
}
