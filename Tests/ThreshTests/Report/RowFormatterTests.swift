import Platform
import Testing
import Thresh

@Suite("Result formats", .timeLimit(.minutes(1)))
struct RowFormatterTests {
    static let columns = [Column("path"), Column("hits", .integer), Column("share", .number)]
    static let rows = ["/a\t12\t0.5", "/long/path\t1234567\t1e-3", "/é\t-1\tnan"]

    @Test("tsv is passed on as it is")
    func tsv() throws {
        #expect(try format(.tsv) == "/a\t12\t0.5\n/long/path\t1234567\t1e-3\n/é\t-1\tnan\n")
        let named = try format(.tsv, [Column("a\tb"), Column(#"c\d"#)], ["x\ty\\n"], .init(header: true))
        #expect(named == "a\\tb\tc\\\\d\nx\ty\\n\n")
        #expect(try formatBytes(.tsv, [], [[0xFF, 0x09, 0x00]]) == [0xFF, 0x09, 0x00, 0x0A])
    }

    @Test("a table is cut to a width: the longest texts first, then whole columns, which is told")
    func cutTables() throws {
        func lines(_ width: Int?, _ rows: [String] = Self.rows) throws -> [Substring] {
            try format(.table, Self.columns, rows, .init(width: width)).split(separator: "\n")
        }
        let whole = try lines(nil)
        #expect(whole[2] == "/long/path  1234567   1e-3")
        #expect(try lines(26) == whole)
        #expect(try lines(25)[2] == "/long/pa…  1234567   1e-3")
        #expect(try lines(24)[1...2] == ["/a             12    0.5", "/long/p…  1234567   1e-3"])
        #expect(try lines(23)[2] == "/long/p…  1234567")
        #expect(try lines(23).last == "1 more column does not fit: --wide")
        #expect(try lines(15)[2] == "/long/p…")
        #expect(try lines(15).last == "2 more columns do not fit: --wide")
        #expect(try lines(6)[2] == "/long…")
        let long = ["/\(String(repeating: "w", count: 200))\t12\t0.5", "/é\t3\t1"]
        let cut = try lines(40, long)
        #expect(cut[1] == "/\(String(repeating: "w", count: 25))…    12    0.5")
        #expect(cut[2].hasPrefix("/é  ") && cut[2].hasSuffix(" 3      1"))
        for width in 1...25 {
            for line in try lines(width) where !line.hasSuffix("--wide") { #expect(line.count <= width) }
        }
    }

    @Test("csv quotes what RFC 4180 says")
    func csv() throws {
        #expect(try format(.csv) == "path,hits,share\n/a,12,0.5\n/long/path,1234567,1e-3\n/é,-1,nan\n")
        let columns = [Column("a,b"), Column("c")]
        #expect(
            try format(.csv, columns, [#"say "hi"\#tx\ny"#, #" pad\#ta\\b"#, "one", ""])
                == "\"a,b\",c\n\"say \"\"hi\"\"\",\"x\ny\"\n\" pad\",a\\b\none,\n,\n")
        #expect(try format(.csv, [Column("c")], ["", "x"], .init(header: false)) == "\"\"\nx\n")
        let cells = ["=1+1", "+5", "-5", "-5+a()", "@x", "\\tx", "a=b", "", "-"]
        let named = (1...cells.count).map { Column("=\($0)") }
        let options = RowFormatter.Options(hasNoFormulas: true)
        #expect(
            try format(.csv, named, [cells.joined(separator: "\t")], options).split(separator: "\n").last
                == "'=1+1,'+5,-5,'-5+a(),'@x,'\tx,a=b,,'-")
        #expect(try format(.csv, named, [], options).hasPrefix("'=1,'=2"))
        #expect(try formatBytes(.csv, [], [[0xFF, 0x09, 0x2C]]) == [0xFF, 0x2C, 0x22, 0x2C, 0x22, 0x0A])
    }

    @Test("json is one array, and ndjson one object a line")
    func json() throws {
        let objects = [
            #"{"path":"/a","hits":12,"share":0.5}"#, #"{"path":"/long/path","hits":1234567,"share":1e-3}"#,
            #"{"path":"/é","hits":-1,"share":"nan"}"#,
        ]
        #expect(try format(.ndjson) == objects.joined(separator: "\n") + "\n")
        #expect(try format(.json) == "[\n" + objects.joined(separator: ",\n") + "\n]\n")
        #expect(try format(.json, Self.columns, []) == "[]\n")
        #expect(try format(.ndjson, Self.columns, []) == "")
    }

    @Test(
        "json has only valid numbers without quotes",
        arguments: [
            ("0", "0"), ("-0", "-0"), ("12.50", "12.50"), ("1E+9", "1E+9"), ("", "null"), ("007", #""007""#),
            ("+1", #""+1""#), (".5", #"".5""#), ("5.", #""5.""#), ("1e", #""1e""#), ("0x1", #""0x1""#), ("-", #""-""#),
            ("1 ", #""1 ""#), ("18446744073709551616", "18446744073709551616"),
        ])
    func jsonNumbers(cell: String, expected: String) throws {
        #expect(try format(.ndjson, [Column("n", .number)], [cell]) == "{\"n\":\(expected)}\n")
    }

    @Test("json escapes controls and repairs what is not UTF-8")
    func jsonText() throws {
        let columns = [Column("a\"b"), Column("c")]
        let line = Array(#"q"\\\t\n"#.utf8) + [0x01, 0x7F, 0xC3, 0x28]
        #expect(
            String(decoding: try formatBytes(.ndjson, columns, [line]), as: UTF8.self)
                == #"{"a\"b":"q\"\\\t\n\u0001\u007f\#u{FFFD}(","c":null}"# + "\n")
        #expect(try format(.ndjson, [Column("a")], ["x\ty"]) == #"{"a":"x","column2":"y"}"# + "\n")
    }

    @Test("markdown escapes what has a meaning in it")
    func markdown() throws {
        #expect(
            try format(.markdown, Self.columns, [#"a|b<i>\\d_e _f_\#t1234\#t*"#], .init(human: true)) == #"""
                | path | hits | share |
                | --- | ---: | ---: |
                | a\|b\<i>\\d_e \_f\_ | 1,234 | \* |

                """#)
        #expect(try format(.markdown, [Column("a"), Column("b")], ["x\\ny"]).hasSuffix("| x\\\\ny |  |\n"))
    }

    @Test("a table is aligned, numbers to the right")
    func table() throws {
        #expect(
            try format(.table) == """
                path           hits  share
                /a               12    0.5
                /long/path  1234567   1e-3
                /é               -1    nan

                """)
        #expect(
            try format(.table, Self.columns, Self.rows, .init(header: false, human: true)) == """
                /a                 12    0.5
                /long/path  1,234,567  0.001
                /é                 -1    nan

                """)
    }

    @Test("a table counts the columns of wide and combining characters, and shows no escape sequence")
    func tableWidths() throws {
        #expect(
            try format(.table, [Column("w"), Column("n", .integer)], ["日本\t1", "e\u{301}a\t22", "\u{1B}[31m\t3"]) == """
                w          n
                日本       1
                e\u{301}a        22
                \\x1b[31m   3

                """)
    }

    @Test("a table with colors has a bold header and a line")
    func tableColors() throws {
        #expect(
            try format(.table, [Column("a"), Column("b", .integer)], ["xyz\t1"], .init(colored: true))
                == "\u{1B}[1ma    b\u{1B}[0m\n\u{1B}[2m───  ─\u{1B}[0m\nxyz  1\n")
    }

    @Test("a table takes the widths of its first 10,000 rows, and rows as they are")
    func longTables() throws {
        let rows = (0..<10_000).map { _ in "abc\tx" } + ["abcdefgh\ty", "a\tz\tmore"]
        let lines = try format(.table, [Column("k"), Column("v")], rows).split(separator: "\n")
        #expect(lines.count == 10_003)
        #expect(lines[0] == "k    v")
        #expect(lines[10_000] == "abc  x")
        #expect(lines[10_001] == "abcdefgh  y")
        #expect(lines[10_002] == "a    z  more")
    }

    @Test("the sink gets everything, in pieces, and its error ends it")
    func sink() throws {
        var pieces: [Int] = []
        var formatter = RowFormatter(.csv, columns: []) { bytes throws(SystemError) in pieces.append(bytes.count)
        }
        let block = Array(String(repeating: "abcdefghi\n", count: 20_000).utf8)
        try block.withUnsafeBytes { try unsafe formatter.add(lines: $0) }
        try formatter.finish()
        #expect(pieces.reduce(0, +) == block.count)
        #expect(pieces.count == 4)

        let failure = SystemError(code: 32, operation: "write")
        var failing = RowFormatter(.tsv, columns: []) { _ throws(SystemError) in throw failure }
        try failing.add("x")
        #expect(throws: failure) { try failing.finish() }
    }

    private func format(
        _ format: OutputFormat, _ columns: [Column] = columns, _ rows: [String] = rows,
        _ options: RowFormatter.Options = .init()
    ) throws -> String {
        String(decoding: try formatBytes(format, columns, rows.map { Array($0.utf8) }, options), as: UTF8.self)
    }

    private func formatBytes(
        _ format: OutputFormat, _ columns: [Column], _ rows: [[UInt8]], _ options: RowFormatter.Options = .init()
    ) throws -> [UInt8] {
        var output: [UInt8] = []
        var formatter = RowFormatter(format, columns: columns, options: options) { bytes throws(SystemError) in
            unsafe output.append(contentsOf: bytes)
        }
        for row in rows { try row.withUnsafeBytes { try unsafe formatter.add(line: $0) } }
        try formatter.finish()
        return output
    }
}

extension RowFormatter {
    fileprivate mutating func add(_ row: String) throws {
        try Array(row.utf8).withUnsafeBytes { try unsafe add(line: $0) }
    }
}
