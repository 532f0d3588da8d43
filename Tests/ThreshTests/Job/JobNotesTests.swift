import TestSupport
import Testing

@testable import Thresh

@Suite("Notes and counters of jobs", .timeLimit(.minutes(1)))
struct JobNotesTests {
    private func note(_ file: Int, _ offset: UInt64, _ text: String = "") -> RecordNote {
        RecordNote(file: file, offset: offset, column: 1, text: text)
    }

    /// As tasks note them, one after another.
    private func notes(_ tasks: [[RecordNote]], _ kind: NoteKind = .rejected) -> JobNotes {
        tasks.reduce(into: JobNotes()) { all, examples in
            var task = JobNotes()
            task.add(kind, examples.count)
            for example in examples { task.add(example, to: kind) }
            all += task
        }
    }

    @Test("the first ones of the input are kept, however it is divided among workers")
    func first() {
        let all = (0..<3).flatMap { file in (0..<40).map { note(2 - file, UInt64($0 * 7)) } }
        let expected = Array(all.sorted().prefix(10))
        for size in [1, 3, 10, 40, 120] {
            for isReversed in [false, true] {
                var tasks = stride(from: 0, to: all.count, by: size).map { Array(all[$0..<min($0 + size, all.count)]) }
                if isReversed { tasks.reverse() }
                let rejected = notes(tasks)[.rejected]
                #expect(rejected.examples == expected && rejected.count == 120, "by \(size)")
            }
        }
    }

    @Test("what would not be shown is not computed")
    func lazily() {
        var notes = JobNotes()
        var computed = 0
        for offset in (0..<1000 as Range<UInt64>) {
            notes.add("wide", 1, at: (0, offset)) {
                computed += 1
                return note(0, offset)
            }
        }
        #expect(computed == 10 && notes["wide"].count == 1000)
        notes.add("wide", 1, at: (0, 10)) { note(0, 1000) }
        #expect(notes["wide"].examples.map(\.offset) == Array(0..<10))
    }

    @Test("kinds are counted apart, and none is missing")
    func kinds() {
        var all = notes([[note(0, 5, "a")], [note(0, 3, "b")]], "z")
        all += notes([[note(1, 1)]], "a")
        all.add("m", 7)
        #expect(all.kinds.map(\.name) == ["a", "m", "z"] && all.kinds.map(\.count) == [1, 7, 2])
        #expect(all["z"].examples.map(\.text) == ["b", "a"] && all["m"].examples == [])
        #expect(all["none"].count == 0 && all["none"].examples == [])
    }

    @Test("too many kinds and too many counters are errors that name one")
    func tooMany() throws {
        let tally = JobTally()
        for index in 0..<JobNotes.mostKinds { tally.notes.add(NoteKind("kind \(index)"), 1) }
        for index in 0..<JobCounters.mostNames { tally.add(1, group: "g", name: "\(index)") }
        try tally.check()
        let taken = try tally.take()
        #expect(taken.notes.kinds.count == 96 && taken.counters.count == 256)
        #expect(try tally.take().counters == [:] && tally.take().notes == JobNotes())
        tally.add(1, group: "g", name: "one more")
        tally.add(1, group: "h", name: "another")
        let error = #expect(throws: ThreshError.self) { try tally.check() }
        #expect(error?.message.contains("more than 256 counters, \"g: one more\" among them") == true)
        var notes = taken.notes
        notes.add("too many", 1)
        #expect(notes["too many"].count == 0)
        let excess = #expect(throws: ThreshError.self) { try notes.check() }
        #expect(excess?.message.contains("more than 96 kinds of notes, \"too many\" among them") == true)
    }

    @Test("long texts are cut between characters", arguments: ["a", "\u{E9}", "\u{20AC}", "\u{1F980}"])
    func long(character: String) {
        let text = RecordNote(file: 0, offset: 0, column: 1, text: String(repeating: character, count: 300)).text
        #expect(text.utf8.count <= 200 && text.utf8.count > 196)
        #expect(text == String(repeating: character, count: text.count))
        // Many scalars in one character.
        let marks = "e" + String(repeating: "\u{301}", count: 1000)
        #expect(CounterName(group: marks, name: "n").group.utf8.count <= 200)
    }
}
