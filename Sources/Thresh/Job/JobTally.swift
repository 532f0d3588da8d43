/// What the code of a job counts and notes in one process, beside what it emits: `CountingOutput` puts it there, and a
/// worker's message takes it to the driver together with the tasks that it belongs to.
public final class JobTally {
    private struct Static {
        let group: UInt
        let name: UInt
        let place: Int
    }

    private var names: [CounterName] = []
    private var counts: [Int] = []
    /// Places of counters by the addresses of literals: a counter of every record is found without hashing.
    private var literals: [Static] = []
    @usableFromInline var notes = JobNotes()
    /// A job has few counters: numbers by many names are its output.
    private var failure: ThreshError?

    init() {}

    @usableFromInline
    func add(_ number: Int, group: StaticString, name: StaticString) {
        let (groupStart, nameStart) = unsafe (UInt(bitPattern: group.utf8Start), UInt(bitPattern: name.utf8Start))
        for literal in literals where literal.name == nameStart && literal.group == groupStart {
            return counts[literal.place] &+= number
        }
        guard let place = place(CounterName(group: "\(group)", name: "\(name)")) else { return }
        literals.append(Static(group: groupStart, name: nameStart, place: place))
        counts[place] &+= number
    }

    @usableFromInline
    func add(_ number: Int, group: String, name: String) {
        if let place = place(CounterName(group: group, name: name)) { counts[place] &+= number }
    }

    private func place(_ name: CounterName) -> Int? {
        if let place = names.firstIndex(of: name) { return place }
        if names.count == JobCounters.mostNames {
            failure = failure ?? JobCounters.tooMany(name)
            return nil
        }
        names.append(name)
        counts.append(0)
        return names.count - 1
    }

    /// Throws when there were more counters, or kinds of notes, than a job may have.
    func check() throws(ThreshError) {
        if let failure { throw failure }
        try notes.check()
    }

    /// What came since the last call.
    func take() throws(ThreshError) -> (counters: [CounterName: Int], notes: JobNotes) {
        try check()
        let taken = Dictionary(uniqueKeysWithValues: zip(names, counts)).filter { $0.value != 0 }
        for index in counts.indices { counts[index] = 0 }
        defer { notes = JobNotes() }
        return (taken, notes)
    }
}
