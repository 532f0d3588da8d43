extension Record {
    /// The JSON of the record as a value of a type of yours.
    ///
    ///     struct Visit: Decodable {
    ///         var path: String
    ///         var milliseconds: Int?
    ///     }
    ///     let visit = try record.decode(Visit.self)
    ///
    /// For convenience, not for speed: it allocates, and takes some microseconds. `json` finds single values in less.
    ///
    /// - Throws: `JSONError`, or `DecodingError` when the document is not what the type says.
    /// - Complexity: O(bytes).
    public func decode<T: Decodable>(_ type: T.Type) throws -> T { try json.decode(type) }

    /// The row as a value of a type of yours, whose properties are named as the columns.
    ///
    ///     let sale = try record.decode(Sale.self, header: header)
    ///
    /// An empty cell is nil where the type lets it be, and so is one that a short row lacks. `Bool` is `true`, `false`,
    /// `1` or `0`. Costs what the other `decode` does.
    ///
    /// - Throws: `DecodingError` when the row is not what the type says.
    public func decode<T: Decodable>(
        _ type: T.Type, header: CSVHeader, separator: UInt8 = UInt8(ascii: ",")
    ) throws -> T {
        try csv(separator: separator).decode(type, header: header)
    }
}

extension JSONValue {
    /// The value as one of a type of yours. All of it is checked.
    ///
    /// - Throws: `JSONError`, or `DecodingError` when it is not what the type says.
    public func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try validate()
        return try DecodedValue(self).decode(type)
    }
}

extension CSVRow {
    /// The row as a value of a type of yours, whose properties are named as the columns.
    ///
    /// - Throws: `DecodingError` when the row is not what the type says.
    public func decode<T: Decodable>(_ type: T.Type, header: CSVHeader) throws -> T {
        var cells: [String: DecodedValue] = [:]
        var fields = self.fields
        var column = 0
        while let field = fields.next(), column < header.names.count {
            let name = header.names[column]
            // Of several columns of a name the first counts.
            if cells[name] == nil { cells[name] = .cell(field.string) }
            column += 1
        }
        return try DecodedValue.object(cells).decode(type)
    }
}

/// What a record says, in memory of its own: what decoders of types can be asked again and again.
enum DecodedValue {
    case null
    case boolean(Bool)
    /// As it is written.
    case number(String)
    case string(String)
    /// Of a table, where nothing says what it is.
    case cell(String)
    case array([DecodedValue])
    case object([String: DecodedValue])

    /// REQUIRES: the value was validated, and so is not nested too deep.
    init(_ value: JSONValue) throws(JSONError) {
        switch value.kind {
        case .null: self = .null
        case .boolean: self = .boolean(value.boolean ?? false)
        case .number: self = .number(String(value.source))
        case .string: self = .string(try value.string ?? "")
        case .array:
            var elements: [DecodedValue] = []
            if var rest = value.elements {
                while let element = try rest.next() { elements.append(try DecodedValue(element)) }
            }
            self = .array(elements)
        case .object:
            var members: [String: DecodedValue] = [:]
            if var rest = value.members {
                while let member = try rest.next() {
                    let name = try member.name.string ?? ""
                    // Of two members of a name the first counts.
                    if members[name] == nil { members[name] = try DecodedValue(member.value) }
                }
            }
            self = .object(members)
        }
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: ValueDecoder(value: self, codingPath: [])) }

    /// What messages call it.
    var noun: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number(let text): "the number \(text)"
        case .string: "a string"
        case .cell(let text): text.isEmpty ? "an empty cell" : "the cell \"\(text)\""
        case .array: "an array"
        case .object: "an object"
        }
    }
}
