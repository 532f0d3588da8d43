import Testing
import Thresh

@testable import ThreshLogs

/// Tables of aligned columns with a rule below the names, with times of two words, and with lines below the rows.
@Suite("Rules, times and footers of columns") struct ColumnRuleTests {
    static let ruled: [(String, [String], [[String]])] = [
        (
            """
            id          kind       made_at                 price       
            ----------- ---------- ----------------------- ------------
                      1 in         2025-11-20 10:00:00.000         1.50
                      2 out        2025-11-21 11:00:00.000         2.50
                      3 in out     NULL                            3.50

            (3 rows affected)
            """, ["id", "kind", "made_at", "price"],
            [
                ["1", "in", "2025-11-20 10:00:00.000", "1.50"], ["2", "out", "2025-11-21 11:00:00.000", "2.50"],
                ["3", "in out", "", "3.50"],
            ]
        ),
        (
            """

            PLACE      2          
            ---------- -----------
            north               12
            south                7

              2 record(s) selected.

            """, ["PLACE", "#2"], [["north", "12"], ["south", "7"]]
        ),
        (
            """
            Name            Id Begun
            ----            -- -----
            browser       4711 2025-11-20 10:00
            mail reader     12 2025-11-21 11:30
            """, ["Name", "Id", "Begun"],
            [["browser", "4711", "2025-11-20 10:00"], ["mail reader", "12", "2025-11-21 11:30"]]
        ),
        (
            """
            =====  =====
            place  count
            =====  =====
            a b        1
            c          2
            =====  =====
            """, ["place", "count"], [["a b", "1"], ["c", "2"]]
        ),
    ]

    static let times: [(String, [String], [[String]])] = [
        (
            """
              place                when  ms
            1 east0 2025-11-20 10:30:00   1
            2 west1 2025-11-21 11:30:00   2
            3 east0 2025-11-22 12:30:00   3
            """, ["place", "when", "ms"],
            [
                ["east0", "2025-11-20 10:30:00", "1"], ["west1", "2025-11-21 11:30:00", "2"],
                ["east0", "2025-11-22 12:30:00", "3"],
            ]
        ),
        (
            """
            UNIT               LAST   STATE   N
            u0     20.11.2025 10:30    good   0
            u1     21.11.2025 11:30    poor   1
            u2     22.11.2025 12:30    good   2
            """, ["UNIT", "LAST", "STATE", "N"],
            [
                ["u0", "20.11.2025 10:30", "good", "0"], ["u1", "21.11.2025 11:30", "poor", "1"],
                ["u2", "22.11.2025 12:30", "good", "2"],
            ]
        ),
        (
            """
            UNIT  DATE       CLOCK    N
            u0    2025-11-20 10:30:00 5
            u1    2025-11-21 11:30:00 6
            """, ["UNIT", "DATE", "CLOCK", "N"],
            [["u0", "2025-11-20", "10:30:00", "5"], ["u1", "2025-11-21", "11:30:00", "6"]]
        ),
    ]

    static let footers: [(String, [String], [[String]])] = [
        (
            """
               place  ms  bytes  code
            0  east0   1     10   200
            1  west1   2     20   404

            [2 rows x 4 columns]
            """, ["place", "ms", "code"], [["east0", "1", "200"], ["west1", "2", "404"]]
        ),
        (
            """
            KEY    STATE   AGE   N
            key1   good    5d    7
            key2   poor    3h    8
            (2 rows)
            """, ["KEY", "AGE", "N"], [["key1", "5d", "7"], ["key2", "3h", "8"]]
        ),
        (
            """
             r  b   swpd   free
             1  0    100   2000
             0  1   1000  20000

            all of it is in kilobytes
            """, ["r", "free"], [["1", "2000"], ["0", "20000"]]
        ),
    ]

    @Test("a rule says where columns are", arguments: ruled)
    func ruledTables(text: String, names: [String], rows: [[String]]) throws { try check(text, names, rows) }

    @Test("a date and a clock are one value below one name", arguments: times)
    func timesOfTwoWords(text: String, names: [String], rows: [[String]]) throws { try check(text, names, rows) }

    @Test("what stands below the rows is none", arguments: footers)
    func linesBelow(text: String, names: [String], rows: [[String]]) throws { try check(text, names, rows) }

    private func check(_ text: String, _ names: [String], _ rows: [[String]]) throws {
        let found = try #require(try ColumnTableTests.cells(text, names))
        #expect(found.format.name == "columns")
        #expect(found.rows == rows)
    }

    @Test("single blanks divide no rows whose clocks have no name")
    func squeezed() throws {
        let text =
            "UNIT LAST STATE N\nu0 2025-11-20 10:30 good 0\nu1 2025-11-21 11:30 good 1\nu2 2025-11-22 12:30 poor 2\n"
        #expect(try ColumnTableTests.cells(text, [])?.format.name != "columns")
        let named = "UNIT DATE TIME STATE N" + text.dropFirst(17)
        #expect(try ColumnTableTests.cells(named, ["STATE"])?.rows == [["good"], ["good"], ["poor"]])
    }
}
