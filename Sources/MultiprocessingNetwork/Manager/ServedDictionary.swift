/// The dictionary behind `ManagedDictionary`: it knows keys and values by their bytes alone, so that it serves any types.
final class ServedDictionary: ServedObject {
    enum Method: String {
        case get, set, insert, exchange, remove, count, all, removeAll
    }

    struct Exchange: Codable {
        let key: [UInt8]
        let expected: [UInt8]?
        let value: [UInt8]?
    }

    struct Entry: Codable {
        let key: [UInt8]
        let value: [UInt8]
    }

    private var values: [[UInt8]: [UInt8]] = [:]

    func call(_ request: ObjectRequest) throws -> [UInt8]? {
        let argument = request.argument
        switch Method(rawValue: request.method) {
        case .get: return try encoded(values[decoded([UInt8].self, argument)])
        case .set:
            let entry = try decoded(Entry.self, argument)
            return try encoded(values.updateValue(entry.value, forKey: entry.key))
        case .insert:
            let entry = try decoded(Entry.self, argument)
            if let present = values[entry.key] { return try encoded([UInt8]?.some(present)) }
            values[entry.key] = entry.value
            return try encoded([UInt8]?.none)
        case .exchange:
            let exchange = try decoded(Exchange.self, argument)
            guard values[exchange.key] == exchange.expected else { return try encoded(false) }
            values[exchange.key] = exchange.value
            return try encoded(true)
        case .remove: return try encoded(values.removeValue(forKey: decoded([UInt8].self, argument)))
        case .count: return try encoded(values.count)
        case .all: return try encoded(values.map { Entry(key: $0, value: $1) })
        case .removeAll:
            values = [:]
            return try encoded(Nothing())
        case nil: throw unknown(request.method)
        }
    }
}
