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

    func findNames() {
        let open = allReaders.filter(\.format.isOpen)
        let known = Set(allReaders.flatMap { $0.format.fields.flatMap { [$0.name] + $0.aliases } })
        let wanted = plan.soughtNames.intersection(open.flatMap(\.program.fieldNames)).subtracting(known)
        soughtNames = Array(wanted.sorted().prefix(ConversionCounts.most))
        // A time that lines may lack is sought too: what no line has is not asked for.
        let readers = allReaders
        let needsTime = plan.soughtNames.contains("time") && !wanted.contains("time")
        if needsTime, soughtNames.count < ConversionCounts.most, !readers.isEmpty,
            readers.allSatisfy(\.format.mayLackTime)
        {
            soughtNames.append("time")
        }
        seekNames()
    }

    func seekNames() {
        let readers = allReaders
        let open = readers.filter(\.format.isOpen)
        for reader in soughtNames.last == "time" ? readers : open {
            reader.soughtNames = soughtNames.enumerated().compactMap { number, name in
                reader.program.fieldNames.firstIndex(of: name).map { ($0, number) }
            }
        }
    }

    /// The names of all fields of the files' formats.
    var fieldNames: [String] { adopted?.fieldNames ?? allReaders.flatMap(\.format.fieldNames) }
}
