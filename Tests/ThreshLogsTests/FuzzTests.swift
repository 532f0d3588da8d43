import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Damaged and random bytes, from seeds: whatever comes, nothing traps, and what is said is consistent.
@Suite("Parsers on damaged input", .timeLimit(.minutes(5)))
struct FuzzTests {
    @Test("formats", arguments: CorpusLine.names)
    func formats(name: String) throws {
        let lines = try CorpusLine.read(name)
        let format = try lines.format(name)
        let whole = try FormatDetector.wholeLineExtractor(format)
        let some = try FieldExtractor(
            format, fields: Array(whole.names.enumerated().filter { $0.offset % 3 == 1 }.map(\.element)),
            context: testContext)
        var random = SeededGenerator(seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        for _ in 0..<1500 {
            var line = lines[random.below(lines.count)].bytes
            Mutation.apply(&line, &random)
            for extractor in [whole, some] {
                let outcome = extractor.outcome(of: line)
                let fault = extractor.fault(of: line)
                #expect((outcome == .malformed) == (fault != nil), "\(line)")
                if let fault { #expect((1...line.count + 1).contains(fault.column), "\(fault) \(line)") }
            }
        }
    }

    /// A format string or pattern, with a line of it; or a wrapper's name.
    private static let ownFormats: [(name: String, line: String)] = [
        (
            #"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" rt=$request_time"#,
            #"1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.1" 200 12 "-" rt=0.25"#
        ), ("$time|$host|$size", "2024-05-01 12:30:00|a.example|12"),
        (
            #"%h %l %u %t \"%r\" %>s %b %D %{Referer}i"#,
            #"1.2.3.4 - bob [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.1" 200 - 1234 -"#
        ),
        (#"/^(?<ip>\S+) (?<time>\S+ \S+) took (?<ms>\d+)(?: (?<note>.*))?$/"#, "1.2.3.4 2024-05-01 12:30:00 took 7 ms"),
        ("docker+json", #"{"log":"{\"a\":1,\"b\":\"x\\n\"}\n","stream":"stdout","time":"2025-05-01T10:00:00Z"}"#),
        (
            "docker+combined",
            #"{"log":"1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.1\" 200 1 \"-\" \"a\"\r\n","stream":"stderr","time":"2025-05-01T10:00:00Z"}"#
        ), ("cri+logfmt", #"2025-05-01T10:00:00.123456789Z stdout F a=1 b="x y" c"#),
        ("cri+glog", "2025-05-01T10:00:00Z stderr P I0102 15:04:05.678901       1 main.go:7] hello"),
        ("text", "anything"),
    ]

    @Test("formats of one's own, and messages in others", arguments: ownFormats.indices)
    func formatsOfOnesOwn(index: Int) throws {
        let (name, line) = FuzzTests.ownFormats[index]
        let sample = Array(line.utf8)
        let format = try withView(sample) { view -> LogFormat in
            if name.hasPrefix("/") {
                return try FormatDetector.typed(try LogFormat.pattern(String(name.dropFirst().dropLast())), by: view)
            }
            if name.contains("$") || name.contains("%") {
                return try FormatDetector.typed(try ServerConfiguration.format(ofString: name), by: view)
            }
            return try FormatDetector.format(named: name, for: view)
        }
        let whole = try FormatDetector.wholeLineExtractor(format)
        let some = try FieldExtractor(
            format, fields: Array(whole.names.enumerated().filter { $0.offset % 3 == 1 }.map(\.element)),
            context: testContext)
        var random = SeededGenerator(seed: UInt64(index))
        for _ in 0..<1500 {
            var line = sample
            Mutation.apply(&line, &random)
            for extractor in [whole, some] {
                let outcome = extractor.outcome(of: line)
                let fault = extractor.fault(of: line)
                #expect((outcome == .malformed) == (fault != nil), "\(line)")
                if let fault { #expect((1...line.count + 1).contains(fault.column), "\(fault) \(line)") }
            }
        }
    }

    @Test("blocks: every line is accounted for", arguments: CorpusLine.names)
    func blocks(name: String) throws {
        let lines = try CorpusLine.read(name)
        let format = try lines.format(name)
        let extractor = try FormatDetector.wholeLineExtractor(format)
        var random = SeededGenerator(seed: 11)
        for _ in 0..<30 {
            var block = lines.file + lines.file
            for _ in 0..<20 { block[random.below(block.count)] = UInt8(truncatingIfNeeded: random.next()) }
            let expected =
                block.split(separator: 10, omittingEmptySubsequences: false).count - (block.last == 10 ? 1 : 0)
            var found = 0
            let skipped = withView(block) { view in
                extractor.forEachLine(in: view) { fields in
                    found += 1
                    for index in 0..<fields.count where fields[index].slot.form != .constant {
                        #expect(fields[index].bytes.count <= fields.line.count)
                    }
                } malformed: { _, _ in
                    found += 1
                }
            }
            #expect(found + skipped == expected)
        }
    }

    @Test("detection of anything")
    func detection() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<150 {
            let bytes: [UInt8] = (0..<random.below(400)).map { _ in
                random.once(in: 12)
                    ? 10
                    : random.once(in: 3)
                        ? Array("\"[]{}=:, -/0129".utf8)[random.below(15)] : UInt8(truncatingIfNeeded: random.next())
            }
            _ = FormatDetector.detect(bytes)
        }
    }

    @Test("times", arguments: TimeLayout.allCases)
    func times(layout: TimeLayout) {
        let parser = TimeParser(layout, testContext)
        let seeds = [
            "10/Oct/2000:13:55:36 -0700", "2024-05-01T12:30:00.250+02:00", "Jan  5 12:30:00",
            "Sun Dec 04 04:47:44.123456 2005",
            "10 Dec 2024 12:00:00,123", "081109 203615", "0102 15:04:05.678901", "1700000000.123456789",
        ].map { Array($0.utf8) }
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20000 {
            var text = seeds[random.below(seeds.count)]
            Mutation.apply(&text, &random)
            _ = text.withLineBytes { parser.parse($0) }
        }
    }

    @Test("expressions")
    func expressions() throws {
        let format = try FormatCatalog.format(named: "combined")
        let words = [
            "status", "bytes", "time", "path", "agent", "nothing", "(", ")", ",", "=", "!=", "<", "~", "'a.*b'", "'('",
            "and", "or",
            "not", "in", "is", "null", "404", "1.5e9", "5m", "-", "+", "*", "/", "%", "hour", "bucket", "bin", "if",
            "2015-05-17",
            "yesterday", "contains", "starts", "with", "count", "sum", "p99.9", "`x`", "\"", "[", "]", "10KB", "é",
            "subnet", "query",
            "9223372036854775807", "!", "as",
        ]
        var random = SeededGenerator(seed: 9)
        let line = Array(
            #"1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326 "-" "curl/8""#.utf8)
        let context = ExpressionContext(now: Timestamp(seconds: 1_700_000_000)!)
        for _ in 0..<20000 {
            let source = (0..<1 + random.below(9)).map { _ in words[random.below(words.count)] }.joined(
                separator: random.once(in: 4) ? "" : " ")
            do {
                let expression = try Expression.parse(source)
                let program = try ExpressionProgram([expression], format: format, context: context)
                let extractor = try FieldExtractor(format, fields: program.fieldNames, context: testContext)
                withView(line) { view in
                    #expect(extractor.extract(view) == .fields)
                    program.begin()
                    _ = unsafe program.value(0, extractor.fields(of: view)).isTrue
                }
            } catch let error as ExpressionError {
                #expect((0...source.utf8.count).contains(error.offset))
            }
        }
    }
}

/// Small damage, and sometimes great.
enum Mutation {
    static func apply(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        for _ in 0...random.below(4) {
            let place = bytes.isEmpty ? 0 : random.below(bytes.count)
            switch random.below(8) {
            case 0 where !bytes.isEmpty: bytes.remove(at: place)
            case 1: bytes.insert(Array("\"[]{}:= -/\\0<>#\t".utf8)[random.below(16)], at: place)
            case 2 where !bytes.isEmpty: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 3: bytes = Array(bytes.prefix(place))
            case 4: bytes += bytes.suffix(20)
            case 5 where bytes.count > 70: bytes.removeSubrange(place..<min(bytes.count, place + random.below(60)))
            case 6: bytes.insert(contentsOf: [UInt8](repeating: UInt8(ascii: "9"), count: random.below(30)), at: place)
            default: if !bytes.isEmpty { bytes[place] ^= 1 << UInt8(random.below(8)) }
            }
        }
        bytes.removeAll { $0 == 10 }
    }
}
