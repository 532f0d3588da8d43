/// What a run found of the files of its state, for a person.
struct StateNews {
    var renamed = 0
    var forgotten = 0
    /// Files that are read next time.
    var unfinished: [String] = []
    /// New files, with those whose content they have.
    var copies: [(name: String, of: String)] = []
    /// Of runs that are read again.
    var faults: [String] = []
    /// Bytes and files that are to be read.
    var newBytes: UInt64 = 0
    var newFiles = 0
    private var knownFiles = 0
    private var knownBytes: UInt64 = 0
    private var missing: [String] = []
    private var lost: [String] = []

    mutating func note(missing file: StateFile, _ segments: [PartialEntry.Segment]) {
        if file.isForgotten || file.identity.size == 0 { return }
        missing.append(file.identity.name)
        let holes = file.holes(upTo: file.cut, segments)
        if !holes.isEmpty {
            lost.append(
                "\(file.identity.name) is gone, of which \(HumanUnits.bytes(holes.reduce(0) { $0 + UInt64($1.count) })) were never read"
            )
        }
    }

    mutating func add(known: [StateFile], _ segments: [[PartialEntry.Segment]]) {
        for (number, file) in known.enumerated() where file.identity.size > 0 {
            knownFiles += 1
            knownBytes += segments[number].reduce(0) { $0 + ($1.end - $1.start) }
        }
    }

    /// One sentence, and further ones about what may surprise.
    func lines() -> [String] {
        func count(_ number: Int) -> String { HumanUnits.count(UInt64(number)) }
        func files(_ number: Int) -> String { number == 1 ? "1 file" : "\(count(number)) files" }
        var parts = ["\(files(knownFiles)), \(HumanUnits.bytes(knownBytes)) known"]
        parts.append(newFiles == 0 ? "nothing new" : "\(HumanUnits.bytes(newBytes)) new in \(files(newFiles))")
        if renamed > 0 { parts.append("\(count(renamed)) renamed") }
        if forgotten > 0 { parts.append("\(count(forgotten)) forgotten") }
        if !missing.isEmpty {
            let names = missing.prefix(3).joined(separator: ", ") + (missing.count > 3 ? " …" : "")
            parts.append("\(count(missing.count)) gone or changed, which stay counted (\(names))")
        }
        var lines = ["state: " + parts.joined(separator: "; ")]
        lines += lost
        if let name = unfinished.first {
            lines.append(
                "\(name) is left out until what it is made of is gone"
                    + (unfinished.count > 1 ? "; so are \(count(unfinished.count - 1)) more" : ""))
        }
        if let copy = copies.first {
            lines.append(
                "\(copy.name) has the content of \(copy.of), and both are counted"
                    + (copies.count > 1 ? "; so it is with \(count(copies.count - 1)) more" : ""))
        }
        if let fault = faults.first { lines.append("of a run of the state \(fault); what it had is read again") }
        return lines
    }
}
