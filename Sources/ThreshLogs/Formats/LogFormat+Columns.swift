extension LogFormat {
    /// Adds the fields that only other formats have, as fields that are null in every line: so that one question can be
    /// asked of lines with different columns.
    public func addingFields(of others: [LogFormat]) -> LogFormat {
        var format = self
        var number = fields.compactMap(\.stepNumber).max() ?? -1
        for field in others.flatMap(\.fields) where !format.fields.contains(where: { $0.isCalled(field.name) }) {
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
