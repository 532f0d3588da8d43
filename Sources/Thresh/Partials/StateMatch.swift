internal import Platform

/// Which of the files that are there now are those that a state has records of: told by what is in them, never by name or
/// time. Names decide only between files that have the same content.
struct StateMatch {
    /// Of each file of the state, the number of the one that begins with all that was read of it.
    private(set) var found: [Int?]
    /// Files that belong to none.
    private(set) var new: [Int] = []
    /// Files that are being compressed, beside what is made of them.
    private(set) var unfinished: [Int] = []
    /// The decompressed text of files that were plain when they were read, by their number in the state.
    private(set) var texts: [Int: InputFile] = [:]

    private let known: [StateFile]
    private let segments: [[PartialEntry.Segment]]
    private let files: [InputFile]
    private var isTaken: [Bool]

    /// - Parameters:
    ///   - segments: of each file of the state, what is kept of it.
    ///   - decompress: makes a plain copy.
    init(
        _ known: [StateFile], _ segments: [[PartialEntry.Segment]], _ files: [InputFile],
        decompress: (InputFile) throws -> InputFile
    ) throws {
        (self.known, self.segments, self.files) = (known, segments, files)
        found = known.map { _ in nil }
        isTaken = files.map { _ in false }
        try matchStored()
        try matchPlain()
        try matchCompressed(decompress)
        try refuseOtherForms()
        for file in files.indices where !isTaken[file] {
            if isBeingMade(file) { unfinished.append(file) } else { new.append(file) }
        }
    }

    mutating func addText(_ text: InputFile, of number: Int) { texts[number] = text }

    /// Those that are as they were on disk.
    private mutating func matchStored() throws {
        var identities: [Int: InputIdentity] = [:]
        for (number, file) in known.enumerated() {
            guard let wanted = file.compressed ?? (file.isWhole ? file.identity : nil), wanted.size > 0 else {
                continue
            }
            for candidate in candidates(named: wanted.name) where files[candidate].size == wanted.size {
                let identity = try identities[candidate] ?? InputIdentity(files[candidate])
                identities[candidate] = identity
                if !identity.isSame(as: wanted) { continue }
                take(candidate, number)
                break
            }
        }
    }

    /// Plain files, which may have grown: under their own names first, then others, the longest first.
    private mutating func matchPlain() throws {
        let plain = known.indices.filter { found[$0] == nil && !known[$0].isWhole && known[$0].compressed == nil }
        for number in plain {
            for file in files.indices where !isTaken[file] && files[file].name == known[number].identity.name {
                // Nothing is in one that was empty, so nothing can be counted twice.
                if try known[number].identity.size == 0 || begins(file, number) { take(file, number) }
                break
            }
        }
        let moved = plain.filter { found[$0] == nil && known[$0].identity.size > 0 }
        for number in moved.sorted(by: { known[$0].identity.size > known[$1].identity.size }) {
            for file in files.indices where !isTaken[file] {
                if try begins(file, number) {
                    take(file, number)
                    break
                }
            }
        }
    }

    private func begins(_ file: Int, _ number: Int) throws -> Bool {
        guard files[file].compression == .none else { return false }
        return try known[number].identity.isBeginning(of: files[file], segments[number])
    }

    /// Compressed files whose text begins with what was read when it was plain.
    private mutating func matchCompressed(_ decompress: (InputFile) throws -> InputFile) throws {
        let left = known.indices.filter {
            found[$0] == nil && !known[$0].isWhole && known[$0].compressed == nil && known[$0].identity.size > 0
        }
        if left.isEmpty { return }
        for file in files.indices where !isTaken[file] && files[file].compression != .none {
            var heads: [UInt64: UInt64?] = [:]
            let candidates = left.filter { number in
                let identity = known[number].identity
                let count = min(identity.size, UInt64(PartialFormat.evidenceBytes))
                let head = heads[count] ?? StateFile.textHead(of: files[file], count: count)
                heads[count] = head
                return found[number] == nil && head == identity.head
            }
            if candidates.isEmpty { continue }
            let text = try decompress(files[file])
            for number in candidates.sorted(by: { known[$0].identity.size > known[$1].identity.size }) {
                guard try known[number].identity.isBeginning(of: text, segments[number]) else { continue }
                take(file, number)
                texts[number] = text
                break
            }
            if !isTaken[file] { try FileSystem.removeFile(text.path) }
        }
    }

    /// The text of a compressed file of which only that form is known must not come again in another one.
    private func refuseOtherForms() throws(ThreshError) {
        for (number, file) in known.enumerated() where found[number] == nil && file.isWhole && file.identity.size > 0 {
            for other in files.indices where !isTaken[other] {
                guard try isOtherForm(files[other], of: file) else { continue }
                throw ThreshError(
                    .badData,
                    """
                    \(files[other].name) begins as \(file.identity.name) did, which is not there any more as it was read, so it \
                    cannot be told which of its lines are counted already; leave it out, or begin with another --state
                    """)
            }
        }
    }

    private func isOtherForm(_ other: InputFile, of file: StateFile) throws(ThreshError) -> Bool {
        if file.textHead == 0 {
            if other.compression != .none { return false }
            return try file.identity.isBeginning(of: other, [])
        }
        return (other.compression == .none ? plainHead(other) : StateFile.textHead(of: other)) == file.textHead
    }

    private func plainHead(_ file: InputFile) -> UInt64? {
        if file.size == 0 { return nil }
        let count = min(file.size, UInt64(PartialFormat.evidenceBytes))
        return try? InputIdentity.checksum(of: file, [0..<count])
    }

    /// Whether it is what a compressor makes of another file, which is there as long as it is not complete.
    private func isBeingMade(_ file: Int) -> Bool {
        guard files[file].compression != .none, let dot = files[file].name.lastIndex(of: ".") else { return false }
        guard let source = files.firstIndex(where: { $0.name == files[file].name[..<dot] && $0.compression == .none })
        else { return false }
        let head = StateFile.textHead(of: files[file])
        return head == nil || head == plainHead(files[source])
    }

    private func candidates(named name: String) -> [Int] {
        let left = files.indices.filter { !isTaken[$0] }
        return left.filter { files[$0].name == name } + left.filter { files[$0].name != name }
    }

    private mutating func take(_ file: Int, _ number: Int) {
        found[number] = file
        isTaken[file] = true
    }
}
