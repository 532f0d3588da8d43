/// Types that are said instead of found.
extension LogFormat {
    /// The same format with the type that was said of a field, where that is one whose type is found from lines.
    ///
    /// - Returns: nil where the format says its type.
    package func statingType(_ type: FieldType, of name: String) -> LogFormat? {
        let name = number(of: name) ?? name
        let known = definitions(of: name)
        if known.isEmpty { return self }
        let isOwn = isOpen || known.contains(where: \.isSurveyed) || self.name == "text"
        if !isOwn { return nil }
        let stated: FieldType = type == .number && hasDecimalComma ? .numeral(.commaNumber) : type
        var format = settingType(stated, of: name)
        if !format.fields.contains(where: { $0.isCalled(name) }) {
            format.fields.append(FieldDefinition(name, stated, .key(name)))
        }
        for index in format.fields.indices where format.fields[index].isCalled(name) {
            format.fields[index].isSurveyed = true
            let name = format.fields[index].name
            format.undecidedDates[name] = nil
            format.notes.removeAll { $0.hasPrefix(FieldSurvey.noteOfCommas(on: name)) }
        }
        return format
    }

    private func number(of name: String) -> String? { name.hasPrefix("#") ? listedName(of: name) : nil }
}
