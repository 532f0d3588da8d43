extension LogFormat {
    /// Adds the fields that only other formats have, as fields that are null in every line: so that one question can be
    /// asked of lines with different columns.
    public func addingFields(of others: [LogFormat]) -> LogFormat {
        var format = self
        var number = fields.compactMap(\.stepNumber).max() ?? -1
        var known = Set(fields.flatMap { [$0.name] + $0.aliases })
        for field in others.flatMap(\.fields) where !known.contains(field.name) {
            known.formUnion([field.name] + field.aliases)
            // No step has the number, so nothing ever fills the field.
            number += 1
            format.fields.append(FieldDefinition(field.name, field.type, .step(number), aliases: field.aliases))
        }
        return format
    }

    /// Whether a comment line of W3C's format names other columns than this format was made from.
    func declaresOtherColumns(_ comment: LineBytes) -> Bool {
        guard comment.starts(with: "#Fields:"), let columns else { return false }
        return LogFormat.w3cColumns(comment.string).names != columns
    }
}
