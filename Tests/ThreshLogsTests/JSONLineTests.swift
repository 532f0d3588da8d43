import CThresh
import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// The scanner of JSON lines against a reader that knows no masks and remembers nothing.
@Suite("Lines of JSON", .timeLimit(.minutes(5)))
struct JSONLineTests {
    private typealias Wanted = JSONReference.Wanted

    /// What questions want of the lines below.
    private static let questions: [[Wanted]] = [
        [Wanted("status", isInteger: true), Wanted("bytes")], [Wanted("request.ip")],
        [Wanted("request.path"), Wanted("duration", isInteger: true)], [Wanted("time"), Wanted("request.ip")],
        [Wanted("request"), Wanted("request.path"), Wanted("tags.1")],
        [Wanted("tags.0.name"), Wanted("a.b.c"), Wanted("")],
        [Wanted("größe"), Wanted("status.code"), Wanted("bytes", isInteger: true)], [Wanted("nowhere")], [],
    ]

    @Test("what is found is what stands there", arguments: questions.indices, [false, true])
    func lines(question: Int, isWholeLine: Bool) throws {
        let wanted = JSONLineTests.questions[question]
        let comparison = try Comparison(wanted, isWholeLine: isWholeLine)
        var random = SeededGenerator(seed: UInt64(question) * 2 + (isWholeLine ? 1 : 0))
        // Lines of one program, of several in turn, and of none.
        for writers in [1, 3, 12, 0] {
            let shapes = (0..<writers).map { _ in ProgramLines(&random) }
            for _ in 0..<250 {
                let shape = shapes.isEmpty ? ProgramLines(&random) : shapes[random.below(shapes.count)]
                var line = shape.line(&random)
                comparison.check(line)
                if random.once(in: 3) {
                    Mutation.apply(&line, &random)
                    comparison.check(line)
                }
            }
        }
        #expect(comparison.right > 250 && (isWholeLine || wanted.count < 2 || comparison.wrong > 20))
    }

    @Test(
        "texts that end anywhere",
        arguments: [#"","#, #"\\","#, #"\"","#, #"\\\"","#, #"\\\\\\","#, #"{[","#, #"ä\","#])
    func ends(tail: String) throws {
        let direct = try Comparison([Wanted("a"), Wanted("c")], isWholeLine: true)
        let within = try Comparison([Wanted("c")], isWholeLine: true)
        for count in 0..<200 {
            let text = String(repeating: "x", count: count) + tail
            for next in [#""b":[1,{"]":"}"}],"c":2}"#, #" "c" : null , "c":-0.5e+3 } "#, #"}"#, ""] {
                direct.check(#"{"a":""# + text + next)
                within.check(#"{"o":{"k":["# + #"""# + text + #""}"]},"# + next)
                within.check(#"{"o":{"k":""# + text + #"]},"#)
            }
        }
    }

    @Test("a line cut at any byte, another behind it")
    func cut() throws {
        let line = Array(
            #"{ "time" : "2025-01-06T00:00:00Z","request":{"id":"4e\"09","path":"/a","n":[[],{}]},"tags":["x","y"], "bytes":12 }"#
                .utf8)
        for wanted in JSONLineTests.questions {
            let comparison = try Comparison(wanted, isWholeLine: false)
            for count in 1...line.count {
                comparison.check(line)
                comparison.check(Array(line.prefix(count)), behind: Array(line.suffix(line.count - count)))
            }
        }
    }

    @Test("keys without end, then the same again and again")
    func manyKeys() throws {
        let comparison = try Comparison([Wanted("a.k7"), Wanted("z")], isWholeLine: false)
        var random = SeededGenerator(seed: 5)
        for number in 0..<6000 {
            let isFew = (1500..<3500).contains(number)
            let keys = (0..<6).map { _ in #""k\#(random.below(isFew ? 8 : 5000))":\#(random.below(99))"# }
            let long = String(repeating: "y", count: random.below(40))
            comparison.check(#"{"a":{\#(keys.joined(separator: ","))},"\#(long)":"\#(number)","z":\#(number)}"#)
        }
        #expect(comparison.right == 6000)
    }

    @Test("objects and arrays, with the instructions of each kind of processor")
    func containers() {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<4000 {
            let letters = Array((random.once(in: 2) ? #"{}[]""\xyz"# : #"{}[]""xy"#).utf8)
            let dull = random.below(30)
            var bytes: [UInt8] = (0..<1 + random.below(260)).map { _ in
                random.below(dull + 1) == 0 ? letters[random.below(letters.count)] : 32
            }
            bytes[0] = letters[2 * random.below(2)]
            let expected = JSONReference.read(Array(#"{"a":"#.utf8) + bytes + [125], [], isWholeLine: true)
            let count = bytes.count
            bytes += [UInt8](repeating: UInt8(ascii: "}"), count: 64)
            let byBytes = JSONLineTests.end(bytes, count)
            #expect(byBytes.end >= 0 || expected.values == nil)
            for kind in 0..<thresh_json_kinds() {
                let end = unsafe thresh_json_container_end_with(kind, bytes, 0, Int64(count))
                #expect(end == Int64(byBytes.end) || end < 0 && byBytes.isDoubtful, "kind \(kind)")
            }
        }
    }

    /// Where the object or array at the start of some bytes ends, or -1; and whether a backslash is outside of strings.
    private static func end(_ bytes: [UInt8], _ count: Int) -> (end: Int, isDoubtful: Bool) {
        var depth = 0
        var isInText = false
        var isDoubtful = false
        var index = 0
        var end = -1
        while index < count {
            switch bytes[index] {
            case UInt8(ascii: "\\"):
                if isInText { index += 1 } else { isDoubtful = true }
            case UInt8(ascii: "\""): isInText.toggle()
            case UInt8(ascii: "{") where !isInText, UInt8(ascii: "[") where !isInText: depth += 1
            case UInt8(ascii: "}") where !isInText, UInt8(ascii: "]") where !isInText:
                depth -= 1
                if depth == 0, end < 0 { end = index + 1 }
            default: break
            }
            index += 1
        }
        return (end, isDoubtful)
    }

    /// An extractor that goes on from line to line, and the reference.
    private final class Comparison {
        private let wanted: [Wanted]
        private let isWholeLine: Bool
        private let extractor: FieldExtractor
        private(set) var right = 0
        private(set) var wrong = 0

        init(_ wanted: [Wanted], isWholeLine: Bool) throws {
            self.wanted = wanted
            self.isWholeLine = isWholeLine
            let fields = wanted.enumerated().map { index, field in
                FieldDefinition(
                    "f\(index)", field.isInteger ? .integer : .any, .key(String(decoding: field.path, as: UTF8.self)))
            }
            let format = LogFormat("lines", "", fields: fields, layout: .json, nulls: [])
            extractor = try FieldExtractor(
                format, fields: fields.map(\.name), context: testContext, isWholeLine: isWholeLine)
        }

        func check(_ line: String) { check(Array(line.utf8)) }

        /// - Parameter behind: the bytes that stand behind the line.
        func check(_ line: [UInt8], behind: [UInt8] = []) {
            if line.isEmpty || line.contains(10) { return }
            let (values, column) = JSONReference.read(line, wanted, isWholeLine: isWholeLine)
            let text = String(decoding: line, as: UTF8.self)
            let found = withView(line + [UInt8](repeating: 0, count: 64)) { self.found(in: $0.slice(0, line.count)) }
            #expect(found == values, "\(text)")
            // Within a block, what follows the line can be read too.
            let inBlock = withView(line + behind + [UInt8](repeating: UInt8(ascii: "}"), count: 64)) { view in
                unsafe extractor.extract(view.rawBuffer.bindMemory(to: UInt8.self).baseAddress!, line.count) == .fields
                    ? fieldValues(unsafe extractor.fields(of: view.slice(0, line.count))) : nil
            }
            #expect(inBlock == values, "\(text)")
            if values == nil {
                wrong += 1
                #expect(extractor.fault(of: line)?.column == column, "\(text)")
            } else {
                right += 1
            }
        }

        private func found(in line: ByteView) -> [JSONReference.Value?]? {
            extractor.extract(line) == .fields ? fieldValues(unsafe extractor.fields(of: line)) : nil
        }

        private func fieldValues(_ fields: LineFields) -> [JSONReference.Value?] {
            (0..<fields.count).map { index in
                let field = fields[index]
                return field.isNull
                    ? nil : JSONReference.Value(bytes: Array(field.bytes), isEscaped: field.isEscaped)
            }
        }
    }
}

/// The lines of one program: the same keys in the same order, but for a few.
private struct ProgramLines {
    private indirect enum Part {
        case text
        case number
        case word
        case object([(key: String, part: Part)])
        case array([Part])
    }

    private let members: [(key: String, part: Part)]
    private let blanks: [String]

    private static let keys = [
        "time", "status", "bytes", "duration", "request", "request", "tags", "a", "a.b", "status.code", "gr\\u00f6ße",
        "größe", "ip", "level", "", "x\\\"y", "a_key_that_is_longer_than_a_vector_of_bytes",
    ]

    init(_ random: inout SeededGenerator) {
        members = ProgramLines.object(&random, depth: 0)
        blanks = random.once(in: 2) ? [""] : random.once(in: 2) ? [" "] : ["", " ", "\t", "  "]
    }

    private static func object(_ random: inout SeededGenerator, depth: Int) -> [(key: String, part: Part)] {
        let names = depth == 0 ? keys : ["ip", "path", "b", "b.c", "c", "code", "name", "0", "1", "k"]
        return (0..<random.below(depth == 0 ? 14 : 6)).map { _ in
            (names[random.below(names.count)], part(&random, depth: depth))
        }
    }

    private static func part(_ random: inout SeededGenerator, depth: Int) -> Part {
        switch random.below(depth > 3 ? 6 : 9) {
        case 0, 1, 2: .text
        case 3, 4: .number
        case 5: .word
        case 6: .array((0..<random.below(4)).map { _ in part(&random, depth: depth + 1) })
        default: .object(object(&random, depth: depth + 1))
        }
    }

    func line(_ random: inout SeededGenerator) -> [UInt8] {
        var text = blank(&random)
        write(members, to: &text, &random)
        return Array((text + blank(&random)).utf8)
    }

    private func blank(_ random: inout SeededGenerator) -> String { blanks[random.below(blanks.count)] }

    private func write(
        _ members: [(key: String, part: Part)], to text: inout String, _ random: inout SeededGenerator
    ) {
        text += "{"
        var isFirst = true
        for (key, part) in members where !random.once(in: 20) {
            if !isFirst { text += blank(&random) + "," }
            isFirst = false
            text += blank(&random) + "\"\(key)\"" + blank(&random) + ":" + blank(&random)
            write(part, to: &text, &random)
        }
        text += blank(&random) + "}"
    }

    private func write(_ part: Part, to text: inout String, _ random: inout SeededGenerator) {
        // Now and then another kind of value.
        let part = random.once(in: 30) ? ProgramLines.part(&random, depth: 3) : part
        switch part {
        case .text: text += "\"" + value(&random) + "\""
        case .number:
            let numbers = ["0", "-1", "200", "404", "12345678", "-0.5", "1e9", "2.5E-3", "007", "99999999999999999999"]
            text += random.once(in: 2) ? String(random.below(100_000)) : numbers[random.below(numbers.count)]
        case .word: text += ["true", "false", "null"][random.below(3)]
        case .object(let members): write(members, to: &text, &random)
        case .array(let parts):
            text += "["
            for (index, part) in parts.enumerated() {
                if index > 0 { text += blank(&random) + "," + blank(&random) }
                write(part, to: &text, &random)
            }
            text += "]"
        }
    }

    private func value(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "\\\"", "\\\\", "\\n", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "ü", "漢", "{", "}", "[", "]", ",", ":", " ",
            "/index.html", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        ]
        let isPlain = random.once(in: 2)
        return (0..<random.below(random.once(in: 8) ? 60 : 8)).map { _ in
            isPlain ? "value" : pieces[random.below(pieces.count)]
        }.joined()
    }
}
