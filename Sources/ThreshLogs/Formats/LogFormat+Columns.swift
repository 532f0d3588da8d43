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

    /// Whether a name or an alias finds a field that it lists.
    package func lists(_ name: String) -> Bool { fields.contains { $0.isCalled(name) } }

    /// Adds fields that no line has: what is looked up for it in lines of another format.
    ///
    /// - Parameter fields: their names there and here.
    package func adding(beside fields: [(there: String, here: String)], of other: LogFormat) -> LogFormat {
        var format = self
        for (there, here) in fields {
            format.fields.removeAll { $0.name == here }
            guard let found = other.definitions(of: there).first else { continue }
            var added = FieldDefinition(here, found.type, .beside)
            added.isSurveyed = found.isSurveyed
            format.fields.append(added)
        }
        return format
    }

    /// Whether a line that is no record names other columns than this format was made from.
    func declaresOtherColumns(_ comment: LineBytes) -> Bool {
        guard let columns else { return false }
        let named: [String]?
        switch name {
        case "zeek": named = comment.starts(with: "#fields") ? LogFormat.zeekColumns(comment.string) : nil
        case "vpc-flow": named = LogFormat.vpcFlow(header: comment.string)?.columns
        default: named = comment.starts(with: "#Fields:") ? LogFormat.w3cColumns(comment.string).names : nil
        }
        return named.map { $0 != columns } ?? false
    }

    /// The field that shows a record where a question about nothing, or about what stands before it, would take any line for one:
    /// the time of a line with one at a certain place.
    ///
    /// - Parameter names: of the fields that are wanted.
    package func signOfRecord(beyond names: [String]) -> [String] {
        guard case .steps = layout, table == nil, let place = fields.firstIndex(where: { $0.isCalled("time") }),
            case .time = fields[place].type, undecidedReason(of: fields[place].name) == nil,
            !names.contains(where: { name in fields[place...].contains { $0.name == name } })
        else { return [] }
        return [fields[place].name]
    }
}
