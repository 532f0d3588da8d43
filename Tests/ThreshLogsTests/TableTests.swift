import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Tables of separated values: what their cells are, against a reader that goes byte by byte, and which are tables at all.
@Suite struct TableTests {
    @Test(
        "what stands below the rows of what is called a table decides nothing",
        arguments: [
            ("kind,amount\na,1\nb,2\nTotal: 11\n", "a.csv", "csv"), ("k;v\na;1\n2 rows\n", "a.csv.gz", "csv"),
            ("k\tv\na\tx\nb\ty\n(2 rows)\n", "b.tsv", "tsv"), ("kind,amount\na\nb\nTotal: 11\n", "a.csv", nil),
            ("kind,amount\na,1\nb,2\nTotal: 11\n", "a.txt", nil),
        ])
    func footers(text: String, name: String, format: String?) {
        let found = Array(text.utf8).withByteView { FormatDetector.detect($0, name: name) }
        #expect(found?.format.name == format && (format == nil || found?.format.table?.columnCount == 2))
    }

    @Test("random rows have the cells that a reader finds that goes byte by byte", arguments: Array(",;|\t".utf8))
    func randomRows(separator: UInt8) throws {
        var random = SeededGenerator(seed: UInt64(separator))
        var rejected = 0
        for round in 0..<400 {
            let pieces: [[UInt8]] = [
                [34], [34], [separator], [separator], [10], [32], Array("\"\"".utf8), Array("ab".utf8),
                Array("é,;|".utf8),
                Array(repeating: 120, count: random.below(80)),
            ]
            var row: [UInt8] = []
            for _ in 0..<random.below(14) { row += pieces[random.below(pieces.count)] }
            let expected = Self.cells(of: row, separator)
            if expected.isClosed {
                #expect(LogFormat.cells(of: row, separator) == expected.cells, "\(separator), round \(round)")
            }
            let names = expected.cells.indices.map { "c\($0)" }
            let format = LogFormat.separated(by: separator, names: names, columnCount: names.count, header: nil)
            let extractor = try FieldExtractor(
                format, fields: names, context: FormatDetector.sampleContext, isWholeLine: true)
            row.withByteView { view in
                let outcome = extractor.extract(view)
                if row.isEmpty { return #expect(outcome == .skipped) }
                guard expected.isClosed else {
                    rejected += 1
                    return #expect(outcome == .malformed)
                }
                #expect(outcome == .fields, "\(separator), round \(round): \(row)")
                let fields = unsafe extractor.fields(of: view)
                for index in names.indices {
                    var text = ByteBuffer()
                    fields[index].appendText(to: &text)
                    #expect(String(decoding: Array(text.view), as: UTF8.self) == expected.cells[index])
                }
            }
        }
        #expect(rejected > 20)
    }

    @Test(
        "one column of thousands is read as if the others were few: by few ops, with the same cells and the same refusals"
    )
    func wideTables() throws {
        let count = 16_000
        let header = (0..<count).map { $0 % 50 == 7 ? "name" : "c\($0)" }.joined(separator: ",")
        let format = LogFormat.separated(by: 44, header: header)
        #expect(Set(format.fieldNames).count == count)
        guard case .steps(let variants) = format.layout else { return #expect(Bool(false)) }
        for wanted in [[0], [9_000], [15_999], [3, 4, 12_345]] {
            var plan = TargetPlan(format: format, context: FormatDetector.sampleContext)
            for index in wanted { _ = try plan.add("c\(index)") }
            let compiled = OpCompiler(variants[0], targets: plan.stepTargets, isFused: true, reach: .wholeLine)
            #expect(compiled.ops.count <= 2 * wanted.count + 3, "\(wanted)")
            let extractor = try FieldExtractor(
                format, fields: wanted.map { "c\($0)" }, context: FormatDetector.sampleContext)
            func outcome(_ cells: [String]) -> LineOutcome {
                Array(cells.joined(separator: ",").utf8).withByteView { view in
                    let outcome = extractor.extract(view)
                    guard outcome == .fields else { return outcome }
                    let fields = unsafe extractor.fields(of: view)
                    for (slot, index) in wanted.enumerated() {
                        var text = ByteBuffer()
                        fields[slot].appendText(to: &text)
                        #expect(String(decoding: Array(text.view), as: UTF8.self) == "v\(index)")
                    }
                    return outcome
                }
            }
            let cells = (0..<count).map { index in
                wanted.contains(index) ? "v\(index)" : index % 3 == 0 ? "\"a,\"\"b\"" : index % 3 == 1 ? "" : " x "
            }
            #expect(outcome(cells) == .fields)
            #expect(outcome(cells + ["more"]) == .malformed)
            #expect(outcome(Array(cells.dropLast())) == .malformed)
            var open = cells
            open[1] = "\"never closed"
            #expect(outcome(open) == .malformed)
        }
        // Every column, each of which is found by its name and by its number.
        let all = try FieldExtractor(
            format, fields: (0..<count).map { "#\($0 + 1)" }, context: FormatDetector.sampleContext)
        Array((0..<count).map { "\($0)" }.joined(separator: ",").utf8).withByteView { view in
            #expect(all.extract(view) == .fields)
            let value = unsafe all.fields(of: view)[12_345].bytes.integer
            #expect(value == 12_345)
        }
    }

    /// Blanks around a cell are no part of it; a quote at its beginning opens it, and two stand for one in it.
    private static func cells(of row: [UInt8], _ separator: UInt8) -> (cells: [String], isClosed: Bool) {
        enum Place { case before, plain, quoted, behindQuote, blanks, behindCell }
        var place = Place.before
        var cell: [UInt8] = []
        var blanks = 0
        var cells: [String] = []
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        func trimmed(_ bytes: [UInt8]) -> [UInt8] { Array(bytes.reversed().drop { $0 == 32 }.reversed()) }
        for byte in row {
            switch (place, byte) {
            case (.quoted, 34): place = .behindQuote
            case (.quoted, _): cell.append(byte)
            case (.behindQuote, 34):
                place = .quoted
                cell.append(34)
            case (_, separator):
                if place == .plain { cell = trimmed(cell) }
                cells.append(text(cell))
                (cell, blanks, place) = ([], 0, .before)
            case (.before, 32): break
            case (.before, 34): place = .quoted
            case (.before, _), (.plain, _):
                place = .plain
                cell.append(byte)
            case (.behindQuote, 32), (.blanks, 32):
                place = .blanks
                blanks += 1
            case (.behindQuote, _), (.blanks, _), (.behindCell, _):
                place = .behindCell
                cell += Array(repeating: 32, count: blanks) + [byte]
                blanks = 0
            }
        }
        if place == .plain { cell = trimmed(cell) }
        return (cells + [text(cell)], place != .quoted)
    }

    @Test("what the columns of a table are called")
    func names() throws {
        let cases: [(text: String, format: String?, names: [String])] = [
            ("id;type;type;url;\n1;pony;x;y;\n2;fork;y;z;\n", nil, ["id", "type", "type_2", "url"]),
            (",a,b\n0,x,1\n1,y,2\n", nil, ["column1", "a", "b"]),
            ("city|2019|2020\nx|1|2\ny|3|4\n", nil, ["city", "_2019", "_2020"]),
            ("\u{FEFF}\"a b\", c\r\n1, 2\r\n", nil, ["a_b", "c"]),
            ("# made today\n#VERSION,1\nname,size,tag\nA,1,\"x, y\"\nB,2,z\n# later\n", nil, ["name", "size", "tag"]),
            ("#chrom\tstart\tend\nc1\t1\t5\nc2\t7\t9\n", nil, ["chrom", "start", "end"]),
            ("sep=;\nid;x\n1;2\n#5;3\n# note\n", nil, ["id", "x"]),
            ("a,b\n1,2,3\n4,5,6\n", "csv", ["a", "b", "column3"]),
            ("a,b,c\n1,2,3,4\n5,6,7,8\n", nil, ["a", "b", "c", "column4"]),
            ("\"two\nlines\",n\n\"x\ny\",1\nz,2\n", nil, ["two_lines", "n"]),
            ("Time (ms);Last name\n1,5;x\n2,5;y\n", nil, ["Time_ms", "Last_name"]),
            ("one\n1\n2\n", "csv", ["one"]), ("1,2\n3,4\n", "csv no-header", ["column1", "column2"]),
            ("a,b;c\n1,2;3\n", "csv;", ["a_b", "c"]), ("a|b\n", "csv|", ["a", "b"]),
            ("a\tb,c\n", "csv\\t", ["a", "b_c"]),
        ]
        for (text, name, names) in cases {
            let found = try Array(text.utf8).withByteView { view in
                try name.map { try FormatDetector.format(named: $0, for: view) } ?? FormatDetector.detect(view)?.format
            }
            #expect(found?.fieldNames == names, "\(text.debugDescription)")
        }
        let format = LogFormat.separated(by: 44, header: "type,,type,7")
        #expect(
            format.notes == [
                "column 2 has no name and is called column2", "column 3 is a second 'type' and is called type_2",
                "column 4, '7', is called _7",
            ])
        #expect(format.type(of: "#3") == .text && format.type(of: "7") == .text && format.type(of: "#5") == nil)
        #expect(throws: ThreshError.self) {
            try Array("a".utf8).withByteView { try FormatDetector.format(named: "csv;;", for: $0) }
        }
    }

    @Test(
        "what is no table",
        arguments: [
            "2024-05-01 08:15:29.606|INFO|App.Main|started, all well\n2024-05-01 08:15:30.606|WARN|App.Main|slow\n",
            "INFO:root:started\nWARNING:root:slow\nERROR:db:gone\n",
            "[a], started\n[b], stopped\n[c], started\n",
            "All is well, go on.\nThat failed, try again.\nIt ended, at last.\n",
            "level=info, msg=x\nlevel=warn, msg=y\n", "3,4\n5,6\n7,8\n", "10.0.0.1,x\n10.0.0.2,y\n",
            "a,b\n1\n2\n3,4\n5\n",
            "15ms,a\n16ms,b\n17s,c\n",
            "a;1.5GB\nb;20MB\n",
        ])
    func noTables(text: String) {
        let found = Array(text.utf8).withByteView { FormatDetector.detect($0)?.format.name }
        #expect(found != "csv" && found != "tsv", "\(text)")
    }

    @Test("names that look like lengths of time are names where no value does")
    func namesOfPeriods() {
        let text = "coin,24h,7d\nx,1.5,20\ny,3,-4\n"
        let format = Array(text.utf8).withByteView { FormatDetector.detect($0)?.format }
        #expect(format?.name == "csv" && format?.fields.count == 3)
    }

    @Test("comments, names and rows with a mark")
    func marks() throws {
        let text = "# x\nid;n\n1;2\n#5;3\n# a comment\nid;n\n\n;\n#;;\n4;5;6\n"
        let format = try Array(text.utf8).withByteView { try FormatDetector.format(named: "csv;", for: $0) }
        let extractor = try FieldExtractor(
            format, fields: ["id", "n"], context: FormatDetector.sampleContext, isWholeLine: true)
        let outcomes = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
            Array(line.utf8).withByteView { extractor.extract($0) }
        }
        #expect(
            outcomes == [
                .skipped, .skipped, .fields, .fields, .skipped, .skipped, .skipped, .fields, .skipped, .malformed,
            ])
    }

    @Test("values of W3C files in quotes, between commas, in seconds and milliseconds")
    func w3c() throws {
        func values(_ text: String, _ names: [String]) throws -> [[String?]] {
            let bytes = Array(text.utf8)
            let format = try bytes.withByteView { try FormatDetector.format(named: "w3c", for: $0) }
            let extractor = try FieldExtractor(format, fields: names, context: FormatDetector.sampleContext)
            return text.split(separator: "\n").compactMap { line in
                Array(line.utf8).withByteView { view in
                    guard extractor.extract(view) == .fields else { return nil }
                    let fields = unsafe extractor.fields(of: view)
                    return names.indices.map { index in
                        let value = fields[index]
                        if let number = value.number { return "\(number)" }
                        var text = ByteBuffer()
                        value.appendText(to: &text)
                        return value.isNull ? nil : String(decoding: Array(text.view), as: UTF8.self)
                    }
                }
            }
        }
        let iis = "#Fields: date time cs-method cs(User-Agent) sc-status time-taken\n"
        #expect(
            try values(
                iis + "2024-01-01 00:00:00 GET \"curl 8\" 200 10\n2024-01-01 00:00:01 - \"say \"\"x\"\" y\" 500 20\n"
                    + "2024-01-01 00:00:02 GET a+b 404 30\n",
                ["method", "agent", "status", "duration"])
                == [
                    ["GET", "curl 8", "200.0", "0.01"], [nil, "say \"x\" y", "500.0", "0.02"],
                    ["GET", "a+b", "404.0", "0.03"],
                ])
        #expect(
            try values(
                iis + "2024-01-01 00:00:00 GET - 200 1\n2024-01-01 00:00:01 GET - 200 0.25\n", ["duration"])
                == [["1.0"], ["0.25"]])
        #expect(
            try values(
                "\u{FEFF}#Software: Exchange\n#Fields: date-time,client-ip,event-id,note\n"
                    + "2024-05-01T12:30:00.250Z,192.0.2.7,RECEIVE,\"a, b\"\n2024-05-01T12:30:01.250Z,,SEND,\n",
                ["ip", "event_id", "note"]) == [["192.0.2.7", "RECEIVE", "a, b"], [nil, "SEND", nil]])
    }
}
