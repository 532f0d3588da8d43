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

    private var entries: [[UInt8]: [UInt8]] = [:]

    var values: [[UInt8]] { Array(entries.keys) + entries.values }

    func call(_ request: ObjectRequest) throws -> [UInt8]? {
        let argument = request.argument
        switch Method(rawValue: request.method) {
        case .get: return try encoded(entries[decoded([UInt8].self, argument)])
        case .set:
            let entry = try decoded(Entry.self, argument)
            return try encoded(entries.updateValue(entry.value, forKey: entry.key))
        case .insert:
            let entry = try decoded(Entry.self, argument)
            if let present = entries[entry.key] { return try encoded([UInt8]?.some(present)) }
            entries[entry.key] = entry.value
            return try encoded([UInt8]?.none)
        case .exchange:
            let exchange = try decoded(Exchange.self, argument)
            guard entries[exchange.key] == exchange.expected else { return try encoded(false) }
            entries[exchange.key] = exchange.value
            return try encoded(true)
        case .remove: return try encoded(entries.removeValue(forKey: decoded([UInt8].self, argument)))
        case .count: return try encoded(entries.count)
        case .all: return try encoded(entries.map { Entry(key: $0, value: $1) })
        case .removeAll:
            entries = [:]
            return try encoded(Nothing())
        case nil: throw unknown(request.method)
        }
    }
}
