/// The counters that a job's own code keeps, in one process. A job has few of them: numbers by many names are a job's
/// output, not its counters.
@usableFromInline final class CounterTable {
    private struct Static {
        let group: UInt
        let name: UInt
        let place: Int
    }

    private var names: [CounterName] = []
    private var counts: [Int] = []
    /// Places of counters by the addresses of literals: a counter of every record is found without hashing.
    private var literals: [Static] = []

    static let mostCounters = 256

    @usableFromInline init() {}

    @usableFromInline
    func add(_ number: Int, group: StaticString, name: StaticString) {
        let (groupStart, nameStart) = unsafe (UInt(bitPattern: group.utf8Start), UInt(bitPattern: name.utf8Start))
        for literal in literals where literal.name == nameStart && literal.group == groupStart {
            return counts[literal.place] &+= number
        }
        let place = place(CounterName(group: "\(group)", name: "\(name)"))
        literals.append(Static(group: groupStart, name: nameStart, place: place))
        counts[place] &+= number
    }

    @usableFromInline
    func add(_ number: Int, group: String, name: String) {
        counts[place(CounterName(group: group, name: name))] &+= number
    }

    private func place(_ name: CounterName) -> Int {
        if let place = names.firstIndex(of: name) { return place }
        guard names.count < CounterTable.mostCounters else {
            fatalError("more than \(CounterTable.mostCounters) counters, the last one \(name); emit pairs instead")
        }
        names.append(name)
        counts.append(0)
        return names.count - 1
    }

    /// What was counted since the last call.
    func take() -> [CounterName: Int] {
        let taken = Dictionary(uniqueKeysWithValues: zip(names, counts)).filter { $0.value != 0 }
        for index in counts.indices { counts[index] = 0 }
        return taken
    }
}
