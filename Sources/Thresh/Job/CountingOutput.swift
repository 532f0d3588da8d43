/// What `map` and `reduce` write into, where a job also counts and tells what it noticed. The driver adds up what comes
/// with the tasks that are done: what was retried counts once.
public protocol CountingOutput: ~Copyable {
    /// The counts and notes of this process. The functions below add to it.
    var tally: JobTally { get }
}

extension CountingOutput where Self: ~Copyable {
    /// Adds to a counter of the job, which is told at its end.
    @inlinable
    public func count(_ name: StaticString, group: StaticString = "job", by number: Int = 1) {
        tally.add(number, group: group, name: name)
    }

    /// As above, for names that are known only when the job runs. A job has 256 counters at most; more are an error.
    public func count(dynamicName name: String, group: String, by number: Int = 1) {
        tally.add(number, group: group, name: name)
    }

    /// Tells of a record that is not what it should be, and is left out. Some of them are shown when the job ends: those
    /// that come first in the input.
    ///
    ///     guard let size = record.line.field(9, separator: " ")?.integer else {
    ///         return output.reject(record, "no size")
    ///     }
    ///
    /// - Parameters:
    ///   - record: the one that is left out.
    ///   - column: the byte of the record at which it stops to be right, from 1.
    ///   - reason: 200 bytes at most; computed only where the record may be shown.
    public func reject(_ record: borrowing Record, column: Int = 1, _ reason: @autoclosure () -> String) {
        note(.rejected, record, column: column, reason())
    }

    /// Tells something else of a record: of another kind, which is counted and shown apart.
    public func note(
        _ kind: NoteKind, _ record: borrowing Record, column: Int = 1, _ text: @autoclosure () -> String
    ) {
        let (file, offset) = (record.file, record.offset)
        tally.notes.add(kind, 1, at: (file, offset)) {
            RecordNote(file: file, offset: offset, column: column, text: text())
        }
    }

    /// Tells of many records at once, such as those of a block.
    ///
    /// - Parameters:
    ///   - kind: what is noted.
    ///   - number: how many they are.
    ///   - examples: some of them, or none. Where there are ten of a kind, the first ten of each task must be among them.
    public func note(_ kind: NoteKind, count number: Int, examples: [RecordNote] = []) {
        if number == 0 && examples.isEmpty { return }
        tally.notes.add(kind, number)
        for example in examples { tally.notes.add(example, to: kind) }
    }
}
