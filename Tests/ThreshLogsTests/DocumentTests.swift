import Testing
import Thresh

@testable import ThreshLogs

/// Documents of JSON, against the same records as lines.
@Suite("JSON whose records are no lines", .timeLimit(.minutes(2)))
struct DocumentTests {
    static let records = (0..<40).map { index in
        #"{"time":"2024-03-12T06:\#(10 + index):24Z","level":"\#(index % 3 == 0 ? "error" : "info")","ms":\#(index * 7),"#
            + #""text":"a \"{[\#(index)]}, \\","tags":[{"k":1},[2]],"nested":{"a":{"b":[]}}}"#
    }

    /// The same with line ends wherever JSON may have blanks.
    static func pretty(_ record: String) -> String {
        var text = ""
        var isText = false
        var isEscaped = false
        for character in record {
            if !isText, "}]".contains(character) { text += "\n  " }
            text.append(character)
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = isText
            } else if character == "\"" {
                isText.toggle()
            }
            if !isText, "{[,".contains(character) { text += "\r\n    " }
            if !isText, character == ":" { text += " " }
        }
        return text
    }

    /// Records with an array of the key that their own array has.
    static let nests = records.map { $0.dropLast() + #","items":[{"id":1},{"items":[{}]}]}"# }.map(String.init)

    static let documents: [(name: String, text: String)] = [
        ("items with items", #"{"items":["# + nests.joined(separator: ",") + "]}\n"),
        (
            "items with items, over several lines, more than once",
            nests.map { "{\n\"items\": [\n\(pretty($0)) , \(pretty($0))\n] }\n" }.joined()
        ),
        (
            "hits with hits",
            #"{"hits":{"hits":["# + nests.map { $0.replacing("items", with: "hits") }.joined(separator: ",") + "]}}"
        ),
        (
            "an envelope in a line",
            #"{"status":"ok","data":{"total":40,"items":["# + nests.joined(separator: ",")
                + #"],"next":"]"},"errors":[]}"#
        ),
        (
            "envelopes in one another",
            "{\n\"responseHeader\": {\"params\": {\"docs\": 1}},\"data\": {\"x\": {}, \"result\": {\"rows\": [\n"
                + records.map(pretty).joined(separator: ",\n") + "\n]\n}}\n, \"rows\": 3}\n"
        ),
        ("array in a line", "[" + records.joined(separator: ",") + "]"),
        ("array, a record a line", "[\n" + records.joined(separator: ",\n") + "\n]\n"),
        ("pretty array", "[\n  " + records.map(pretty).joined(separator: ",\n  ") + "\n]\n"),
        ("pretty objects", records.map(pretty).joined(separator: "\n") + "\n"),
        ("objects without anything between", records.joined()),
        ("lines that end with commas", records.joined(separator: ",\n") + ",\n"),
        ("a sequence by RFC 7464", records.map { "\u{1e}\($0)\n" }.joined()),
        ("the only member", #"{"Records":["# + records.joined(separator: ",") + "]}"),
        (
            "the only member, pretty",
            "{\n \"anything\": [\n" + records.map(pretty).joined(separator: ",\n") + "\n]\n}\n"
        ),
        (
            "a member among others",
            #"{"count":40,"next":null,"logs":["# + records.joined(separator: ",") + #"],"total":"{"}"#
        ),
        (
            "lines with arrays",
            records.map { #"{"records":[\#($0),\#($0)]}"# }.joined(separator: "\n") + "\n"
        ),
        (
            "beside objects, over several lines",
            "{\n\"next\": {\"a\": [1]}, \"entries\": [\n" + records.map(pretty).joined(separator: ",\n")
                + "\n], \"b\": {}\n}\n"
        ),
        (
            "beside an empty array",
            #"{"searchedLogStreams":[],"events":["# + records.joined(separator: ",") + #"],"c":[]}"#
        ),
        (
            "features",
            #"{"type":"FeatureCollection","crs":{"type":"name"},"features":["# + records.joined(separator: ",") + "]}\n"
        ),
        (
            "hits within hits",
            #"{"took":5,"_shards":{"hits":1},"hits":{"total":{"value":40},"hits":["# + records.joined(separator: ",")
                + #"]},"aggregations":{"hits":{"buckets":[{"key":1}]}}}"#
        ),
        (
            "a list of Kubernetes's",
            #"{"apiVersion":"v1","items":["# + records.joined(separator: ",") + #"],"kind":"List","metadata":{"a":""}}"#
        ),
        (
            "containers in containers",
            #"{"resourceLogs":[{"resource":{"a":[{"b":1}]},"scopeLogs":[{"scope":{},"logRecords":["#
                + records[..<20].joined(separator: ",") + #"]},{"logRecords":["# + records[20...].joined(separator: ",")
                + #"],"schemaUrl":"x"}]}]}"#
        ),
    ]

    private func texts(_ bytes: [UInt8], _ format: LogFormat, chunk: Int) throws -> [[String?]] {
        let extractor = try FieldExtractor(format, fields: ["time", "level", "ms", "text"], context: testContext)
        var found: [[String?]] = []
        guard let reader = format.document else { return [] }
        // As a reader gets them: with more bytes each time, until a record is there.
        var start = 0
        var end = 0
        while start < bytes.count {
            let isAtEnd = end == bytes.count
            let extent = try withView(Array(bytes[start..<end])) { view in
                view.count == 0 ? nil : reader.nextRecord(in: view, isAtEnd: isAtEnd, isFirst: start == 0)
            }
            guard let extent else {
                if isAtEnd { break }
                end = min(end + chunk, bytes.count)
                continue
            }
            let record = Array(bytes[(start + extent.content.lowerBound)..<(start + extent.content.upperBound)])
            if !record.isEmpty { found.append(extractor.texts(of: record) ?? ["malformed"]) }
            start += extent.length
        }
        return found
    }

    @Test("records are those of lines, however the bytes come", arguments: documents.indices)
    func records(index: Int) throws {
        let lines = Array((DocumentTests.records.joined(separator: "\n") + "\n").utf8)
        let plain = try #require(FormatDetector.detect(lines)).format
        let oracle = try FieldExtractor(plain, fields: ["time", "level", "ms", "text"], context: testContext)
        var expected = DocumentTests.records.map { oracle.texts(of: Array($0.utf8)) ?? [] }
        let (name, text) = DocumentTests.documents[index]
        if name == "lines with arrays" || name.hasSuffix("more than once") { expected = expected.flatMap { [$0, $0] } }
        let bytes = Array(text.utf8)
        let format = try #require(FormatDetector.detect(bytes), "\(name)").format
        #expect(format.isDocument && format.name == "json", "\(name)")
        for chunk in [1, 7, 100, bytes.count] {
            #expect(try texts(bytes, format, chunk: chunk) == expected, "\(name), \(chunk) bytes at a time")
        }
        let named = try withView(bytes) { try FormatDetector.format(named: "json", for: $0) }
        #expect(named.isDocument)
    }

    @Test(
        "lines are lines",
        arguments: [
            "{\"a\":1,\n{\"a\":2}\n{\"a\":3}\n", "{\"a\":1}\n{\"a\":2}\n",
            "{\"items\":[{\"b\":1}],\"a\":2}\n{\"a\":3}\n",
            "{\"a\":[1,2]}\n{\"a\":[3]}\n", "{\"a\":{\"b\":1\n{\"a\":2}\n{\"a\":3}\n", "[{x} y]\n[{z} y]\n",
        ])
    func lines(text: String) {
        let format = FormatDetector.detect(Array(text.utf8))?.format
        #expect(format?.isDocument != true)
    }

    @Test(
        "an object is one record whatever arrays it has",
        arguments: [
            #"{"id":5,"customer":{"name":"bob"},"items":[{"sku":1},{"sku":2}]}"#,
            #"{"time":"2024-03-12T06:10:24Z","user":{"a":1},"events":[{"b":1},{"b":2}]}"#,
            #"{"id":5,"hits":{"left":[{"b":1}]},"right":[{"b":1},{"b":2}],"other":3}"#,
            #"{"id":5,"order":{"items":[{"b":1},{"b":2}]},"data":{"tags":[{"c":1}]}}"#,
            #"{"id":5,"data":{"items":[{"b":1}],"rows":[{"b":1}]},"other":3}"#,
            #"{"id":5,"data":{"items":[{"b":1}]},"result":{"items":[{"b":1}]}}"#,
        ])
    func objectsWithArrays(text: String) throws {
        for text in [text + "\n", text] {
            #expect(FormatDetector.detect(Array(text.utf8))?.format.isDocument == false)
        }
        let pretty = Array(Self.pretty(text.replacing("events", with: "steps")).utf8)
        let format = try #require(FormatDetector.detect(pretty)).format
        #expect(try texts(pretty, format, chunk: 1000).count == 1 && format.notes.isEmpty)
    }

    @Test("what stands beside the records is told, and where a long array has no usual name")
    func told() throws {
        let rows = (0..<9000).map { "  {\"n\": \($0),\n   \"word\": \"some words\"}" }.joined(separator: ",\n")
        let text = Array(
            "{\n \"meta\": {\"a\": 1},\n \"readings\": [\n\(rows)\n ],\n \"end\": {\"b\": [{\"c\": 1}]}\n}\n".utf8)
        let format = try #require(FormatDetector.detect(text)).format
        #expect(
            format.notes == [
                "the records are the elements of 'readings'; what else the object around them has is not read"
            ])
        #expect(try texts(text, format, chunk: 100_000).count == 9000)
        // In one line it is one record.
        let line = text.map { $0 == 10 ? 32 : $0 } + [10]
        #expect(FormatDetector.detect(line)?.format.isDocument != true)
    }

    @Test("an empty array has no record, and a cut document ends with one that does not fit")
    func ends() throws {
        let empty = try #require(FormatDetector.detect(Array("[]\n".utf8))).format
        #expect(empty.isDocument)
        #expect(try texts(Array("[]\n".utf8), empty, chunk: 1).isEmpty)
        let cut = Array(("[" + DocumentTests.records[..<3].joined(separator: ",")).utf8.dropLast(60))
        let format = try #require(FormatDetector.detect(cut)).format
        #expect(try texts(cut, format, chunk: 10).count == 3)
        #expect(try texts(cut, format, chunk: 10).last == ["malformed"])
        let cutInside = Array((#"{"Records":["# + DocumentTests.records[..<3].joined(separator: ",")).utf8.dropLast(60))
        let container = try #require(FormatDetector.detect(cutInside)).format
        #expect(try texts(cutInside, container, chunk: 10).count == 3)
        #expect(try texts(cutInside, container, chunk: 10).last == ["malformed"])
    }

    @Test(
        "brackets around records are counted, and none in texts",
        arguments: [
            ("", 0), ("[\n", 1), (#"{"hits":{"a":"}]","hits":["#, 3), ("]}", -2), (#"],"a":{"b":[1,"[{\"{"]}}"#, -2),
            (#"],"a":{"b":"[["#, 0),
        ])
    func depth(divider: String, depth: Int) {
        #expect(withView(Array(divider.utf8)) { JSONDocument.depth(ofDivider: $0) } == depth)
    }

    @Test(
        "an object that does not end is cut",
        arguments: [
            (#"{"a":1"#, true), (#"{"a":"}"#, true), (#"{"a":[1}"#, true), (#"{"a":"}"}"#, false), ("12", false),
            (#""a"#, false), ("{}", false),
        ])
    func isCut(record: String, isCut: Bool) {
        #expect(withView(Array(record.utf8)) { JSONDocument.isCut($0) } == isCut)
    }

    @Test("OpenTelemetry's attributes are fields")
    func attributes() throws {
        let records = (0..<5).map { index in
            #"{"timeUnixNano":"17102247240000000\#(10 + index)","severityNumber":17,"severityText":"Error","body":{"stringValue":"m"},"#
                + #""attributes":[{"key":"http.method","value":{"stringValue":"GET"}},{"key":"n","value":{"intValue":"\#(index)"}},"#
                + #"{"key":"ok","value":{"boolValue":true}},{"key":"list","value":{"arrayValue":{"values":[{"stringValue":"]}"}]}}},"#
                + #"{"key":"none","value":{}}, {"key" : "q\"", "value" : { "doubleValue" : 0.5 } }],"traceId":"t"}"#
        }
        let names = [
            "time", "level", "message", "method", "attributes.n", "attributes.ok", "attributes.none", "trace_id",
        ]
        for text in [
            records.joined(separator: "\n") + "\n",
            #"{"resourceLogs":[{"scopeLogs":[{"logRecords":["# + records.joined(separator: ",") + "]}]}]}\n",
        ] {
            let format = try #require(FormatDetector.detect(Array(text.utf8))).format
            #expect(format.name == "otel")
            let extractor = try FieldExtractor(format, fields: names, context: testContext)
            for (index, record) in records.enumerated() {
                let expected = ["@17102247240000000\(10 + index)", "ERROR", "m", "GET", "\(index)", "true", nil, "t"]
                #expect(extractor.texts(of: Array(record.utf8)) == expected)
            }
        }
    }

    @Test("CEF's own time and host are taken where no header has them")
    func withoutHeader() throws {
        let lines = (0..<3).map {
            "CEF:0|A|B|1|\($0)|n|5|rt=17102247240\(10 + $0) dvchost=fw src=192.0.2.\($0) msg=x y"
        }
        let file = Array((lines.joined(separator: "\n") + "\n").utf8)
        let format = try #require(FormatDetector.detect(file)).format
        let extractor = try FieldExtractor(
            format, fields: ["time", "rt", "host", "ip", "message"], context: testContext)
        #expect(
            extractor.texts(of: Array(lines[1].utf8)) == [
                "@1710224724011000000", "@1710224724011000000", "fw", "192.0.2.1", "x y",
            ])
    }

    @Test("of OpenTelemetry's documents it is told that resources are not read")
    func resources() throws {
        let record = #"{"timeUnixNano":"1714566600250000000","severityNumber":9,"body":{"stringValue":"paid"}}"#
        let document =
            #"{"resourceLogs":[{"resource":{"attributes":[]},"scopeLogs":[{"scope":{"name":"a"},"logRecords":[\#(record)]}]}]}"#
        let format = try #require(FormatDetector.detect(Array((document + "\n").utf8))?.format)
        #expect(format.name == "otel" && format.document != nil)
        #expect(Set(format.fieldNotes.keys) == ["app", "host", "logger"])
        let lines = try #require(FormatDetector.detect(Array("\(record)\n\(record)\n".utf8))?.format)
        #expect(lines.name == "otel" && lines.fieldNotes.isEmpty)
    }
}
