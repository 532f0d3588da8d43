internal import Platform

/// A table of GitHub's Markdown, with numbers to the right. Its source is not aligned, so rows need not wait for others.
struct MarkdownWriter {
    private let columns: [Column]
    private let human: Bool

    init(_ columns: [Column], human: Bool, _ output: inout [UInt8]) {
        self.columns = columns
        self.human = human
        if columns.isEmpty { return }
        for column in columns {
            output.append(contentsOf: "| ".utf8)
            MarkdownWriter.append(FileName.bytes(column.name)[...], &output)
            output.append(UInt8(ascii: " "))
        }
        output.append(contentsOf: "|\n".utf8)
        for column in columns { output.append(contentsOf: (column.isNumeric ? "| ---: " : "| --- ").utf8) }
        output.append(contentsOf: "|\n".utf8)
    }

    func add(_ cells: RowCells, _ output: inout [UInt8]) {
        for index in 0..<max(cells.count, columns.count) {
            output.append(contentsOf: "| ".utf8)
            if index < cells.count {
                let isForPeople = human && index < columns.count
                MarkdownWriter.append(isForPeople ? HumanCell.of(cells, index, columns[index]) : cells[index], &output)
            }
            output.append(UInt8(ascii: " "))
        }
        output.append(contentsOf: "|\n".utf8)
    }

    private static func append(_ cell: ArraySlice<UInt8>, _ output: inout [UInt8]) {
        var text: [UInt8] = []
        _ = VisibleText.append(cell, to: &text)
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "<"),
                UInt8(ascii: "["):
                output.append(UInt8(ascii: "\\"))
            // Inside a word it means nothing, and many names have one.
            case UInt8(ascii: "_") where !isInsideWord(index, text):
                output.append(UInt8(ascii: "\\"))
            default: break
            }
            output.append(byte)
        }
    }

    private static func isInsideWord(_ index: Int, _ text: [UInt8]) -> Bool {
        if index == 0 || index + 1 == text.count { return false }
        return [text[index - 1], text[index + 1]].allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
    }
}
