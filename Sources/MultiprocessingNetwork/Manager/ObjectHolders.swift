internal import Platform

/// Who has handles of the objects in a manager's server: processes, by the numbers they take, and messages on their way.
struct ObjectHolders {
    /// By object and process, how often the process was given the object and has not given it up.
    private var counts: [UInt64: [UInt64: Int]] = [:]
    /// By object: handles that were encoded, and that nobody has decoded.
    private var loans: [UInt64: Set<UInt64>] = [:]
    /// Objects that a registered type was given: nobody knows whether it keeps them.
    private var kept: Set<UInt64> = []

    func hasHolder(_ object: UInt64) -> Bool {
        counts[object] != nil || loans[object] != nil || kept.contains(object)
    }

    mutating func add(_ object: UInt64, to process: UInt64) { counts[object, default: [:]][process, default: 0] += 1 }

    mutating func remove(_ object: UInt64, from process: UInt64, count: Int) {
        guard let present = counts[object]?[process] else { return }
        counts[object]?[process] = present > count ? present - count : nil
        if counts[object]?.isEmpty == true { counts[object] = nil }
    }

    /// The objects that the process had, which is gone.
    mutating func end(_ process: UInt64) -> [UInt64] {
        let objects = counts.filter { $0.value[process] != nil }.map(\.key)
        for object in objects { remove(object, from: process, count: .max) }
        return objects
    }

    mutating func lend(_ object: UInt64) -> UInt64 {
        let loan = Machine.randomBits() | 1
        loans[object, default: []].insert(loan)
        return loan
    }

    mutating func redeem(_ loan: UInt64, of object: UInt64) {
        loans[object]?.remove(loan)
        if loans[object]?.isEmpty == true { loans[object] = nil }
    }

    mutating func keep(_ object: UInt64) { kept.insert(object) }

    mutating func forget(_ object: UInt64) {
        counts[object] = nil
        loans[object] = nil
        kept.remove(object)
    }
}
