internal import Multiprocessing

/// The list behind `ManagedList`: elements are bytes to it.
final class ServedList: ServedObject {
    enum Method: String {
        case get, set, insert, remove, append, popLast, count, all, removeAll
    }

    struct Place: Codable {
        let index: Int
        let value: [UInt8]
    }

    private var elements: [[UInt8]] = []

    func call(_ request: ObjectRequest) throws -> [UInt8]? {
        let argument = request.argument
        switch Method(rawValue: request.method) {
        case .get: return try encoded(elements[index(decoded(Int.self, argument), below: elements.count)])
        case .set:
            let place = try decoded(Place.self, argument)
            elements[try index(place.index, below: elements.count)] = place.value
        case .insert:
            let place = try decoded(Place.self, argument)
            elements.insert(place.value, at: try index(place.index, below: elements.count + 1))
        case .remove: return try encoded(elements.remove(at: index(decoded(Int.self, argument), below: elements.count)))
        case .append: elements += try decoded([[UInt8]].self, argument)
        case .popLast: return try encoded(elements.popLast())
        case .count: return try encoded(elements.count)
        case .all: return try encoded(elements)
        case .removeAll: elements = []
        case nil: throw unknown(request.method)
        }
        return try encoded(Nothing())
    }

    private func index(_ index: Int, below end: Int) throws -> Int {
        if index >= 0 && index < end { return index }
        throw RemoteError(type: "IndexOutOfRange", message: "index \(index) in a list of \(elements.count)")
    }
}
