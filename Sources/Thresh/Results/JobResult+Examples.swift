extension JobResult {
    /// The first notes of a kind, ten at most, each as `FILE:LINE:COLUMN: TEXT`; with `byte N` for the line where it is not
    /// known: the file cannot be read once more, or its records are no lines.
    ///
    /// - Complexity: reads these files once more, up to the last of the places.
    public func examples(of kind: NoteKind) -> [String] {
        var examples: [String] = []
        let notes = notes[kind].examples
        for (file, group) in Dictionary(grouping: notes, by: \.file).sorted(by: { $0.key < $1.key }) {
            let input = inputs.indices.contains(file) ? inputs[file] : nil
            var numbers: [Int] = []
            if let input, input.file.records.hasLines, (try? input.hasDecompressedOffsets) == true {
                numbers = (try? input.lineNumbers(at: group.map(\.offset))) ?? []
            }
            for (index, note) in group.enumerated() {
                let place = index < numbers.count ? "\(numbers[index])" : "byte \(note.offset)"
                examples.append("\(input?.name ?? "input \(file)"):\(place):\(note.column): \(note.text)")
            }
        }
        return examples
    }
}

extension JobInput {
    /// `FILE:LINE` of the line that begins at an offset; with `byte N` where its number is not known. For errors: it reads the file
    /// up to there.
    package func place(at offset: UInt64) -> String {
        guard file.records.hasLines, (try? hasDecompressedOffsets) == true,
            let number = (try? lineNumbers(at: [offset]))?.first
        else { return "\(name):byte \(offset)" }
        return "\(name):\(number)"
    }
}
