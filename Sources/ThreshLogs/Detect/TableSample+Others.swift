internal import Thresh

/// Rows that are none: a second one of names, and those of other tables.
extension TableSample {
    /// Whether the row below the names says how wide the columns are and what is in them, as in RDB (`5s`, `20d`, `14n`), and the row
    /// below it is another.
    ///
    /// - Parameter count: of the columns.
    static func areWidths(_ row: [UInt8], _ separator: UInt8, _ count: Int, above next: [UInt8]?) -> Bool {
        guard separator == 9, count > 1, let next else { return false }
        return areWidths(row, count) && !areWidths(next, count)
    }

    /// - Parameter names: the line that names the columns of a table below the first.
    static func noteOnOthers(_ names: [UInt8]) -> String {
        let words = String(decoding: names, as: UTF8.self).split { $0 == " " || $0 == "\t" }.joined(separator: " ")
        return
            "'\(words)' below names the columns of another table, whose rows are read as if they belonged to the first"
    }

    private static func areWidths(_ row: [UInt8], _ count: Int) -> Bool {
        let cells = row.split(separator: 9, omittingEmptySubsequences: false)
        return cells.count == count
            && cells.allSatisfy { cell in
                (2...5).contains(cell.count) && "sdn".utf8.contains(cell.last! | 32)
                    && cell.dropLast().allSatisfy { $0 &- 48 < 10 }
            }
    }

    /// Those of some rows behind empty lines that name columns: each cell looks like a name, also below numbers, times and addresses, and
    /// none stands in another row of its column.
    func namesOfOthers(among lines: [[UInt8]]) -> [[UInt8]] {
        let candidates = lines.filter { line in
            let cells = LogFormat.cells(of: line, separator)
            return line != header && cells.count == columnCount && columnCount > 1
                && cells.allSatisfy { cell in
                    !cell.isEmpty && TableSample.isName(cell)
                        && !Array(cell.utf8).withLineBytes { NullMarks.isMark($0) }
                }
        }
        guard !candidates.isEmpty else { return [] }
        var plain = self
        plain.rows = Array(rows.prefix { !candidates.contains($0) })
        guard !plain.rows.isEmpty, plain.hasValues else { return [] }
        let others = rows.filter { !candidates.contains($0) }.map { LogFormat.cells(of: $0, separator) }
        return candidates.filter { candidate in
            !zip(0..., LogFormat.cells(of: candidate, separator)).contains { column, cell in
                others.contains { column < $0.count && $0[column] == cell }
            }
        }
    }
}
