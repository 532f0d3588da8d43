import Thresh
import ThreshLogs

/// Puts the files of a rotated log in the order of their lines: the oldest first.
struct RotatedFiles {
    let context: ExpressionContext
    let format: String?
    let rules: [FormatRule]

    private static let sampleBytes = 64 << 10

    /// The files' order. Those of a family take the places that files of the family have; others stay where they are.
    func order(_ files: [JobInput]) -> [Int] {
        let names = files.map { RotatedName($0.name) }
        var order = Array(files.indices)
        for family in Dictionary(grouping: files.indices, by: { names[$0].family }).values where family.count > 1 {
            for (place, file) in zip(family, arrange(family, names, files)) { order[place] = file }
        }
        return order
    }

    private func arrange(_ family: [Int], _ names: [RotatedName], _ files: [JobInput]) -> [Int] {
        let byName = family.sorted { names[$0].isBefore(names[$1]) || !names[$1].isBefore(names[$0]) && $0 < $1 }
        let numbered = byName.filter { if case .number = names[$0].age { true } else { false } }
        let dated = byName.filter { if case .date = names[$0].age { true } else { false } }
        if numbered.isEmpty { return byName }
        let times = Dictionary(
            uniqueKeysWithValues: (numbered + dated).compactMap { file in
                firstTime(of: files[file]).map { (file, $0) }
            })
        // Names do not tell whether dates or numbers come first.
        guard times.count == numbered.count + dated.count else { return byName }
        let rest = byName.filter { names[$0].age == .current }
        if !dated.isEmpty { return (dated + numbered).sorted { times[$0]! < times[$1]! } + rest }
        // Some programs count upwards.
        let countsUp = zip(numbered, numbered.dropFirst()).allSatisfy { times[$0]! > times[$1]! }
        return (countsUp ? numbered.reversed() : numbered) + rest
    }

    /// The time of the first line that has one; nil when there is none, or none with a year.
    private func firstTime(of file: JobInput) -> Int64? {
        guard let head = try? file.textHead(RotatedFiles.sampleBytes).bytes,
            let format = try? LogReaders.format(of: head, name: file.name, forced: format, rules)
        else { return nil }
        let earlier = Timestamp(seconds: 0) ?? context.now
        let times = [context.now, earlier].map { firstTime(in: head, format, reference: $0) }
        return times[0] == times[1] ? times[0] : nil
    }

    private func firstTime(in head: [UInt8], _ format: LogFormat, reference: Timestamp) -> Int64? {
        let context = TimeContext(zone: context.zone, reference: reference)
        guard let extractor = try? FieldExtractor(format, fields: ["time"], context: context) else { return nil }
        var first: Int64?
        unsafe head.withUnsafeBytes { bytes in
            let view = unsafe ByteView(bytes)
            extractor.forEachLine(in: view) { fields in
                if first == nil, let time = fields[0].time { first = time.ticks }
            } malformed: { _, _ in
            }
        }
        return first
    }
}
