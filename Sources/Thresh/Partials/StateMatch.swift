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
        matchEmpty()
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

    /// Plain files, which may have grown. The longest beginnings come first: of two that one file begins with, the longer one
    /// can have no other. Which one of several files that begin alike a shorter one gets makes no difference to what is counted;
    /// that of its name, if it can be.
    private mutating func matchPlain() throws {
        for number in textsThatAreMissing() {
            let name = (known[number].compressed ?? known[number].identity).name
            for file in candidates(named: name) where try begins(file, number) {
                try checkGrowth(files[file], number)
                take(file, number)
                break
            }
        }
    }

    /// Files of which the text is known and not found yet, the longest first.
    private func textsThatAreMissing() -> [Int] {
        known.indices.filter { found[$0] == nil && !known[$0].isWhole && known[$0].identity.size > 0 }
            .sorted { known[$0].identity.size > known[$1].identity.size }
    }

    /// Nothing was in them, so nothing can be counted twice; what has their names now may belong to others, which come before.
    private mutating func matchEmpty() {
        for number in known.indices
        where found[number] == nil && !known[number].isWhole && known[number].identity.size == 0 {
            let place = files.indices.first {
                !isTaken[$0] && files[$0].name == known[number].identity.name && files[$0].compression == .none
                    && files[$0].size == 0
            }
            if let place { take(place, number) }
        }
    }

    /// The last record of a file that was compressed is taken for whole.
    private func checkGrowth(_ text: InputFile, _ number: Int) throws(ThreshError) {
        guard let compressed = known[number].compressed, text.size != known[number].identity.size else { return }
        throw ThreshError(
            .badData,
            """
            \(text.name) has more text than \(compressed.name) had, which was read to its end, so it cannot be told how its last \
            line goes on; leave it out, or begin with another --state
            """)
    }

    private func begins(_ file: Int, _ number: Int) throws -> Bool {
        guard files[file].compression == .none else { return false }
        return try known[number].identity.isBeginning(of: files[file], segments[number])
    }

    /// Compressed files whose text begins with what was read when it was plain.
    private mutating func matchCompressed(_ decompress: (InputFile) throws -> InputFile) throws {
        let left = textsThatAreMissing()
        if left.isEmpty { return }
        for file in files.indices where !isTaken[file] && files[file].compression != .none {
            var heads: [UInt64: TextHead?] = [:]
            let candidates = left.filter { number in
                let identity = known[number].identity
                let count = min(identity.size, UInt64(PartialFormat.evidenceBytes))
                let head = heads[count] ?? TextHead(of: files[file], count: count)
                heads[count] = .some(head)
                return found[number] == nil && head?.checksum == identity.head
            }
            if candidates.isEmpty { continue }
            let text = try decompress(files[file])
            for number in candidates {
                guard try known[number].identity.isBeginning(of: text, segments[number]) else { continue }
                try checkGrowth(text, number)
                take(file, number)
                texts[number] = text
                break
            }
            if !isTaken[file] { try FileSystem.removeFile(text.path) }
        }
    }

    /// A text of which only another form is known, or more than is there now, must not come again.
    private func refuseOtherForms() throws(ThreshError) {
        for (number, file) in known.enumerated() where found[number] == nil && file.identity.size > 0 {
            for other in files.indices where !isTaken[other] && !isBeingMade(other) {
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
        if !file.isWhole {
            // Compressed when its writer had not written the last lines yet; another plain file is a new one.
            if other.compression == .none { return false }
            let most = UInt64(PartialFormat.evidenceBytes)
            if file.identity.size >= most { return TextHead(checksum: file.identity.head, count: most).begins(other) }
            // Of how a shorter text begins nothing is known, so that its name must do.
            return other.name.hasPrefix(file.identity.name + ".")
                && TextHead(of: other).map { $0.count < file.identity.size } ?? false
        }
        if file.textHead != .none { return file.textHead.begins(other) }
        return other.compression == .none ? try file.identity.isBeginning(of: other, []) : false
    }

    /// Whether it is what a compressor makes of another file, which is there as long as it is not complete.
    private func isBeingMade(_ file: Int) -> Bool {
        guard files[file].compression != .none, let dot = files[file].name.lastIndex(of: ".") else { return false }
        guard let source = files.firstIndex(where: { $0.name == files[file].name[..<dot] && $0.compression == .none })
        else { return false }
        return TextHead(of: files[file])?.begins(files[source]) ?? true
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
