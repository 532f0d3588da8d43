import Testing
import Thresh

@testable import ThreshLogs

/// Rows of tables that name columns, or say what is in them, below the first.
@Suite("Second rows of names") struct SecondNamesTests {
    static let widths: [(String, [String], [[String]])] = [
        (
            "# from the office\n#\norg\tsite\tdt\tqty\n5s\t15s\t20d\t14n\nA\t012\t2025-11-20\t7.5\nB\t013\t2025-11-21\t8\n",
            ["org", "qty"], [["A", "7.5"], ["B", "8"]]
        ),
        ("site\tn\n8S\t6N\nx\t1\ny\t2\n", ["site", "n"], [["x", "1"], ["y", "2"]]),
    ]

    @Test("widths of columns are no row", arguments: widths)
    func widthsBelowNames(text: String, names: [String], rows: [[String]]) throws {
        #expect(try ColumnTableTests.cells(text, names)?.rows == rows)
    }

    @Test("lengths of time are rows")
    func lengths() throws {
        let text = "first\tsecond\n5s\t15s\n7s\t20d\n"
        #expect(try ColumnTableTests.cells(text, ["first"])?.rows == [["5s"], ["7s"]])
    }

    static let others: [(String, [String], Int)] = [
        ("name,v,w\na,1,2\nb,3,4\n\ncity,pop,area\nRome,5,6\nOslo,7,8\n", ["name", "v"], 4),
        ("day;sold\n2025-11-20;5\n2025-11-21;6\n\nday_of_return;returned\n2025-11-22;1\n", ["sold"], 3),
        (
            """
            id   level
            ---- -----
               1 info
               2 warn

            city pop
            ---- -----
            Rome     3

            (1 rows affected)
            """, ["id"], 2
        ),
    ]

    @Test("names of another table below are no row, which is told", arguments: others)
    func otherTables(text: String, names: [String], count: Int) throws {
        let found = try #require(try ColumnTableTests.cells(text, names))
        #expect(found.rows.count == count)
        #expect(found.format.notes.contains { $0.contains("below names the columns of another table") })
    }

    @Test(
        "rows of words behind an empty line are rows",
        arguments: [
            "name,of\na,b\nc,d\n\ne,f\ng,h\n", "name,v,w\na,1,2\nb,3,4\n\nc,null,null\nd,5,6\n",
            "name,v,w\na,low,2\nb,3,4\n\nc,low,high\nd,5,6\n",
        ])
    func rowsOfWords(text: String) throws {
        let found = try #require(try ColumnTableTests.cells(text, ["name"]))
        #expect(found.rows.count == 4 && !found.format.notes.contains { $0.contains("another table") })
    }
}
