import Thresh
import ThreshLogs

/// Numbers of conversions and of names that are sought, which all readers share.
extension LogReaders {
    func numberConversions() {
        if adopted == nil { conversions = [] } else { conversions = adopted!.conversions }
        // What files without lines would convert has the last numbers, whatever the order of files.
        let readers = allReaders
        for reader in readers.filter(\.hasRecords) + readers.filter({ !$0.hasRecords })
        where reader.conversionNumbers.isEmpty {
            reader.conversionNumbers = reader.program.conversions.map { conversions.number(of: $0) }
        }
    }

    /// - Throws: where a name stands for a field in some files, and for a call in others.
    func findNames() throws(ThreshError) {
        let open = allReaders.filter(\.format.isOpen)
        let called = allReaders.reduce(into: Set<String>()) { $0.formUnion($1.program.calledNames) }
        for name in called.sorted() {
            let isField = allReaders.contains {
                $0.program.fieldNames.contains(name) && !$0.program.calledNames.contains(name)
            }
            if isField { throw ThreshError(.usage, "\(SoughtName.clash(name)) in some of the files") }
        }
        // What a named format's lines may have, these need not.
        let known = Set(
            allReaders.flatMap { reader in
                reader.format.fields.filter { !reader.format.isOpen || $0.isSeen }.flatMap { [$0.name] + $0.aliases }
            })
        let wanted = plan.soughtNames.intersection(open.flatMap(\.program.fieldNames)).subtracting(known)
        let names = wanted.sorted().prefix(ConversionCounts.most)
        soughtNames = names.map { SoughtName($0, isCalled: called.contains($0)) }
        // A time that lines may lack is sought too: what no line has is not asked for.
        let readers = allReaders
        let needsTime = plan.soughtNames.contains("time") && !wanted.contains("time")
        if needsTime, soughtNames.count < ConversionCounts.most, !readers.isEmpty,
            readers.allSatisfy(\.format.mayLackTime)
        {
            soughtNames.append(SoughtName("time"))
        }
        seekNames()
    }

    func seekNames() {
        let readers = allReaders
        let open = readers.filter(\.format.isOpen)
        for reader in soughtNames.last?.name == "time" ? readers : open {
            reader.soughtNames = soughtNames.enumerated().compactMap { number, sought in
                reader.program.fieldNames.firstIndex(of: sought.name).map { ($0, number) }
            }
        }
    }

    /// The names of all fields of the files' formats.
    var fieldNames: [String] { adopted?.fieldNames ?? allReaders.flatMap(\.format.fieldNames) }
}

/// A name in a question that the first lines of no file have.
struct SoughtName: Equatable {
    let name: String
    /// Whether it was taken for a call where that is so: then no line may have it.
    let isCalled: Bool

    init(_ name: String, isCalled: Bool = false) { (self.name, self.isCalled) = (name, isCalled) }

    /// As it is kept: a call's with its parentheses.
    init(kept text: String) {
        isCalled = text.hasSuffix("()")
        name = isCalled ? String(text.dropLast(2)) : text
    }

    var kept: String { isCalled ? name + "()" : name }

    static func clash(_ name: String) -> String {
        "'\(name)' stands for \(Suggestion.call(named: name)): write that, or `\(name)` in backquotes for the field that is called so"
    }
}
