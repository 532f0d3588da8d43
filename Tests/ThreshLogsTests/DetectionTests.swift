import Testing
import Thresh

@testable import ThreshLogs

@Suite("Detection", .timeLimit(.minutes(2)))
struct DetectionTests {
    private static let access =
        #"1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 15 "-" "curl/8""#

    private func forced(_ name: String, _ text: String) throws -> LogFormat {
        try withView(Array(text.utf8)) { try FormatDetector.format(named: name, for: $0, isCut: false) }
    }

    @Test("prose, noise and nothing are no format")
    func nothing() {
        for text in [
            "", "\n\n\n", "It was a bright cold day in April,\nand the clocks were striking thirteen.\n",
            "\u{0}\u{1}\u{2}\n\u{3}", "- a list\n- of things\n", "<html>\n<body>\n", "#!/bin/sh\nset -e\nx=1\n",
        ] {
            #expect(FormatDetector.detect(Array(text.utf8))?.format.name == nil, "\(text)")
        }
    }

    @Test("a line that is cut off does not count")
    func cutLine() {
        let bytes = Array("\(Self.access)\n\(Self.access)\n1.2.3.4 - - [17/M".utf8)
        let detected = withView(bytes) { FormatDetector.detect($0, isCut: true) }
        #expect(detected?.fittingCount == 2 && detected?.lineCount == 2)
        #expect(withView(bytes) { FormatDetector.detect($0, isCut: false) }?.lineCount == 3)
    }

    @Test("CR LF ends lines too")
    func carriageReturns() throws {
        let bytes = Array("\(Self.access)\r\n\(Self.access)\r\n".utf8)
        let detected = try #require(FormatDetector.detect(bytes))
        #expect(detected.description == "combined" && detected.score == 1)
        let extractor = try FieldExtractor(detected.format, fields: ["agent"], context: testContext)
        var agents: [String?] = []
        withView(bytes) { block in
            extractor.forEachLine(in: block) {
                agents.append(corpusText($0[0]))
            } malformed: { _, _ in
            }
        }
        #expect(agents == ["curl/8", "curl/8"])
    }

    @Test("a combined line with more behind it")
    func extraFields() throws {
        let one = try #require(FormatDetector.detect(Array("\(Self.access) 1500\n".utf8)))
        #expect(one.description == "combined with 1 extra field")
        #expect(one.format.type(of: "extra1") == .integer)
        let three = try #require(FormatDetector.detect(Array("\(Self.access) 0.5 \"a b\" -\n".utf8)))
        #expect(three.description == "combined with 3 extra fields")
        #expect(three.format.type(of: "extra1") == .number && three.format.type(of: "extra2") == .text)
        // Lines without them are records too; a value of another type is not.
        let extractor = try FieldExtractor(one.format, fields: ["extra1"], context: testContext)
        #expect(extractor.texts(of: Array(Self.access.utf8)) == [nil])
        #expect(extractor.texts(of: Array("\(Self.access) -".utf8)) == [nil])
        #expect(extractor.texts(of: Array("\(Self.access) 7 more".utf8)) == nil)
        #expect(extractor.fault(of: Array("\(Self.access) x".utf8))?.reason == "extra1 is 'x', not an integer")
    }

    @Test("more behind a combined line, with labels")
    func labelledFields() throws {
        let lines = [#"rt=0.5 up="a b" x -"#, #"rt=- up="" y z=3"#, #"rt=7 up="c" z 2"#].map {
            Self.access + " " + $0 + "\n"
        }
        let format = try #require(FormatDetector.detect(Array(lines.joined().utf8))).format
        #expect(format.fields.suffix(4).map(\.name) == ["rt", "up", "extra3", "extra4"])
        #expect(format.type(of: "rt") == .number && format.type(of: "up") == .text)
        let extractor = try FieldExtractor(format, fields: ["rt", "up", "extra4"], context: testContext)
        #expect(extractor.texts(of: Array(lines[0].dropLast().utf8)) == ["0.5", "a b", nil])
        #expect(extractor.texts(of: Array(lines[1].dropLast().utf8)) == [nil, "", "z=3"])
        // A label that is a field's name already does not hide that field.
        let again = try #require(FormatDetector.detect(Array("\(Self.access) status=9\n".utf8))).format
        #expect(again.fields.last?.name == "status_2" && again.type(of: "status_2") == .integer)
    }

    @Test("a forced format wins over what the lines look like")
    func forced() throws {
        #expect(try forced("text", Self.access).fieldNames == ["message"])
        #expect(try forced("common", Self.access).fieldNames.suffix(2) == ["extra1", "extra2"])
        #expect(try forced("nginx", "\(Self.access) 12").fieldNames.last == "extra1")
        #expect(try forced("csv", "a;b\n1;2\n").fieldNames == ["a", "b"])
        #expect(try forced("csv", "a,b").fieldNames == ["a", "b"])
        #expect(try forced("tsv", "a\tb,c\n").fieldNames == ["a", "b_c"])
        #expect(try forced("iis", "#Fields: date time c-ip\n").fieldNames == ["time", "ip"])
        #expect(throws: ThreshError.self) { try forced("w3c", Self.access) }
        #expect(throws: ThreshError.self) { try forced("csv", "") }
        #expect(throws: ThreshError.self) { try forced("none", Self.access) }
    }

    @Test("types of open formats, and their usual names")
    func types() throws {
        let format = try forced(
            "json",
            """
            {"ts":1700000000.5,"msg":"a","code":200,"took":"12ms","who":"10.0.0.1","at":"2024-01-01T00:00:00Z","mixed":1}
            {"ts":1700000001.5,"msg":"b","code":404,"took":"1.5s","who":"10.0.0.2","at":"2024-01-01T00:00:01Z","mixed":"x"}
            """)
        #expect(format.type(of: "ts") == .time(.epoch) && format.type(of: "time") == .time(.epoch))
        #expect(format.type(of: "message") == .text && format.type(of: "status") == .number)
        #expect(format.type(of: "took") == .duration(.written) && format.type(of: "duration") == .duration(.written))
        #expect(
            format.type(of: "who") == .ip && format.type(of: "at") == .time(.iso) && format.type(of: "mixed") == .text)
        #expect(format.type(of: "unseen") == .any)
        let strict = try FieldExtractor(format, fields: ["code"], context: testContext)
        #expect(
            strict.fault(of: Array(#"{"code":"none"}"#.utf8))
                == LineFault(column: 10, reason: "the value is 'none', not a number"))
        let lenient = try FieldExtractor(format.settingType(.any, of: "code"), fields: ["code"], context: testContext)
        #expect(lenient.texts(of: Array(#"{"code":"none"}"#.utf8)) == ["none"])
    }

    @Test("whether years are inferred is known")
    func yearlessFormats() throws {
        #expect(try FormatCatalog.format(named: "glog").lacksYear && FormatCatalog.format(named: "syslog").lacksYear)
        #expect(try !FormatCatalog.format(named: "combined").lacksYear)
    }

    @Test("names of formats are unique, and each has a field and a summary")
    func catalogue() {
        let names = FormatCatalog.formats.map(\.name)
        #expect(Set(names).count == names.count)
        for format in FormatCatalog.formats {
            #expect(!format.summary.isEmpty)
            #expect(format.isOpen || !format.fieldNames.isEmpty)
        }
    }
}
