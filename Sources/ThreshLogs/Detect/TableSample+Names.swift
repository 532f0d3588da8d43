internal import Thresh

/// Whether the first row names the columns.
extension TableSample {
    /// Its cells look like names; or none is a value as those below it are, most rows have as many cells, and either the columns
    /// below prove that it is no row as others, or the file is called a table.
    ///
    /// - Parameter mayBeSparse: whether most may be empty, but the first and two more, as in exports of surveys.
    func areNames(isNamed: Bool, mayBeSparse: Bool = false) -> Bool {
        if hasNames {
            return isNamed || isDrawn || !comesAgainInParts || provesNames || areOfColumns || areOfOtherShape
        }
        let named = names.filter { !$0.isEmpty }
        let count = hasFooter ? rows.count - 1 : rows.count
        let isSparse = mayBeSparse && names.first != "" && named.count > 2
        guard names.count > 1, isSparse || named.count * 2 > names.count, columnCount <= names.count,
            fittingCount * 10 >= count * 9,
            isNamed || named.count == names.count && names.count > 2 && !named.contains(where: TableSample.isOfJSON)
        else { return false }
        let doubtful = named.filter { UInt($0) == nil && !TableSample.isName($0) }
        guard areNumbersNames(named) || isNamed && titleCount == 0 && isNumbered(named),
            !doubtful.contains(where: { TableSample.isTyped($0) || isLevel($0) })
        else { return false }
        return isNamed || doubtful.count * 2 < named.count && provesNames
    }

    /// Whether the first row's cells look like names, and not like values or pieces of a text.
    var hasNames: Bool {
        let named = names.filter { !$0.isEmpty }
        // `| a | b |` has nothing before its first separator and behind its last.
        let isFramed = isDrawn && names.count > 2 && names.first == "" && names.last == ""
        guard named.count * 2 > names.count - (isFramed ? 2 : 0), areNumbersNames(named) else { return false }
        // A point may end the list of many names, as it does in what Windows's DHCP server writes.
        let isEnded = names.count >= 5 && names[names.count - 1].hasSuffix(".") && !names[names.count - 1].contains(" ")
        let plain = isEnded ? named.dropLast() + [String(names[names.count - 1].dropLast())] : named
        return plain.allSatisfy { UInt($0) != nil || TableSample.isName($0) }
    }

    /// Whether no number is among them, or only such as name columns: years, and numbers that count on.
    private func areNumbersNames(_ named: [String]) -> Bool {
        let numbers = named.filter { UInt($0) != nil }
        guard numbers.count < named.count else { return false }
        let isCounted = numbers.indices.allSatisfy { UInt(numbers[$0]) == UInt($0) + (UInt(numbers[0]) ?? 0) }
        return numbers.isEmpty || isCounted && numbers.count > 1 || numbers.allSatisfy { $0.utf8.count == 4 }
    }

    /// Whether they are numbers from 0 or 1 on, as what exports tables without names gives them.
    private func isNumbered(_ named: [String]) -> Bool {
        let first = UInt(named[0]) ?? 2
        return named.count > 2 && first < 2 && named.indices.allSatisfy { UInt(named[$0]) == UInt($0) + first }
    }

    /// Whether a column has numbers, times or addresses in nine of ten rows that have something there, and the first row something
    /// else. Where words are among many numbers, that may be another of these.
    var provesNames: Bool {
        let cells = cellsBelow
        return zip(names, format().fields).enumerated().contains { column, pair in
            guard !pair.0.isEmpty, pair.1.type.isOfValues, !TableSample.isTyped(pair.0) else { return false }
            let present = cells.filter { column < $0.count }.map { $0[column] }.filter { cell in
                !Array(cell.utf8).withLineBytes { NullMarks.isMark($0) }
            }
            return present.count(where: TableSample.isTyped) * 10 >= present.count * 9
        }
    }

    /// Whether something proves that the first row is no row as others, but what the file is called.
    var areSure: Bool {
        let numbers = names.compactMap { UInt($0) }
        let areInOrder = numbers.count > 2 && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
        return isDrawn || titleCount > 0 || areInOrder || provesNames || hasNames && (areOfColumns || areOfOtherShape)
    }

    /// Whether one of what would be names stands below itself too, as words do that come from a few.
    private var comesAgainInParts: Bool {
        rows.contains { row in
            zip(names, LogFormat.cells(of: row, separator)).contains { !$0.0.isEmpty && $0.0 == $0.1 }
        }
    }

    /// Whether one is a word that columns are called by and that is hardly a value.
    private var areOfColumns: Bool {
        names.contains { ["id", "name", "time", "date", "key", "value", "type", "count"].contains($0.lowercased()) }
    }

    /// Of the rows that are not the names once more.
    private var cellsBelow: [[String]] { rows.map { LogFormat.cells(of: $0, separator) }.filter { $0 != names } }

    /// Whether half of the names are written in another way than nine of ten cells below them: small above capitals, a word above
    /// several, above addresses of the web, paths and the like, or with a `_` that these lack; or one is, as it has no digits.
    private var areOfOtherShape: Bool {
        let cells = cellsBelow
        let named = names.indices.filter { !names[$0].isEmpty }
        var others = 0
        for column in named {
            let present = cells.filter { column < $0.count && !$0[column].isEmpty }.map { $0[column] }
            if present.count > 3, TableSample.areNearlyAll(present, TableSample.hasDigit),
                !TableSample.hasDigit(names[column])
            {
                return true
            }
            if present.count > 1, TableSample.isShaped(names[column], unlike: present) { others += 1 }
        }
        return others * 2 >= named.count
    }

    private static func isShaped(_ name: String, unlike cells: [String]) -> Bool {
        let isSmall = name.first!.isLowercase
        if isSmall || name.first!.isUppercase,
            areNearlyAll(cells, { isSmall ? $0.first!.isUppercase : $0.first!.isLowercase })
        {
            return true
        }
        if name.contains("_"), areNearlyAll(cells, { !$0.contains("_") }) { return true }
        if !hasDigit(name), areNearlyAll(cells, hasDigit) { return true }
        return " /.@:".contains { mark in !name.contains(mark) && areNearlyAll(cells) { $0.contains(mark) } }
    }

    private static func areNearlyAll(_ cells: [String], _ isOne: (String) -> Bool) -> Bool {
        cells.count(where: isOne) * 10 >= cells.count * 9
    }

    private static func hasDigit(_ text: String) -> Bool { text.utf8.contains { $0 &- 48 < 10 } }

    /// Whether a column has numbers, times or addresses.
    var hasValues: Bool { format().fields.contains { $0.type.isOfValues } }

    /// Whether no row names the columns of what is called a table: the first has numbers, times or addresses where the others do.
    var hasRowsAlone: Bool {
        guard columnCount > 1, let first = rows.first, rows.count > 1, fittingCount * 10 >= rows.count * 9 else {
            return false
        }
        let cells = LogFormat.cells(of: first, separator)
        let typed = zip(cells, format().fields).filter { $0.1.type.isOfValues }
        return !typed.isEmpty && typed.allSatisfy { $0.0.isEmpty || TableSample.isTyped($0.0) }
    }

    private static let levels: Set<String> = [
        "trace", "debug", "info", "information", "notice", "warn", "warning", "error", "err", "critical", "fatal",
        "severe",
    ]

    /// Whether it is a level, as are half of the cells below it.
    private func isLevel(_ name: String) -> Bool {
        guard TableSample.levels.contains(name.lowercased()), let column = names.firstIndex(of: name) else {
            return false
        }
        let cells = rows.map { LogFormat.cells(of: $0, separator) }.filter { column < $0.count }.map { $0[column] }
        return cells.count { TableSample.levels.contains($0.lowercased()) } * 2 >= cells.count
    }

    /// Whether it is a number, a time, an address or the like.
    static func isTyped(_ cell: String) -> Bool {
        FieldSurvey.type(of: [SampledValue(Array(cell.utf8))], named: "").isOfValues
    }

    private static func isOfJSON(_ cell: String) -> Bool { cell.utf8.contains { "{}\"".utf8.contains($0) } }

    /// Not a time, a number, an address, a level, a pair, something in brackets, or a sentence.
    static func isName(_ cell: String) -> Bool {
        let bytes = Array(cell.utf8)
        guard let first = bytes.first else { return true }
        if bytes.count > 64 || levels.contains(cell.lowercased()) || "[({<'\"".utf8.contains(first) { return false }
        // Of JSON behind a word.
        if bytes.contains(where: { "{}\"".utf8.contains($0) }) { return false }
        if cell.split(separator: " ").count > 5 || bytes.contains(UInt8(ascii: "=")) || cell.contains(": ") {
            return false
        }
        if let last = bytes.last, ".!?:,".utf8.contains(last) { return false }
        let isDigit = bytes.map { (48...57).contains($0) }
        // A clock, a date, a number or an address.
        if zip(bytes.indices, bytes).contains(where: { index, byte in
            byte == UInt8(ascii: ":") && index > 0 && isDigit[index - 1]
        }) {
            return false
        }
        if isDigit[0] {
            return bytes.contains { ($0 | 32) >= 97 || $0 > 127 } && !bytes.contains { "-./".utf8.contains($0) }
        }
        return !("+-.".utf8.contains(first) && isDigit.count > 1 && isDigit[1])
    }
}

extension FieldType {
    /// Numbers, times, addresses and conditions.
    var isOfValues: Bool {
        switch self {
        case .number, .numeral, .time, .ip, .boolean: true
        default: false
        }
    }
}
