internal import Multiprocessing

/// The list behind `ManagedList`: elements are bytes to it.
final class ServedList: ServedObject {
    enum Method: String {
        case get, set, insert, remove, append, popLast, count, all, removeAll, slice, replace, index, removeElement
        case snapshot, reorder, reverse
    }

    struct Place: Codable {
        let index: Int
        let value: [UInt8]
    }

    /// Some elements and what takes their place.
    struct Replacement: Codable {
        let range: Range<Int>
        let values: [[UInt8]]
    }

    /// What a client has made of the elements that it was given.
    struct Reordering: Codable {
        let version: Int
        let values: [[UInt8]]
    }

    struct Snapshot: Codable {
        let version: Int
        let values: [[UInt8]]
    }

    private var elements: [[UInt8]] = [] { didSet { version += 1 } }
    private var version = 0

    var values: [[UInt8]] { elements }

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
        case .slice:
            let range = try range(decoded(Range<Int>.self, argument))
            return try encoded(Snapshot(version: version, values: Array(elements[range])))
        case .replace:
            let replacement = try decoded(Replacement.self, argument)
            elements.replaceSubrange(try range(replacement.range), with: replacement.values)
        case .index: return try encoded(elements.firstIndex(of: decoded([UInt8].self, argument)))
        case .removeElement:
            let place = try elements.firstIndex(of: decoded([UInt8].self, argument))
            if let place { elements.remove(at: place) }
            return try encoded(place != nil)
        case .reorder:
            let reordering = try decoded(Reordering.self, argument)
            let isCurrent = reordering.version == version
            if isCurrent { elements = reordering.values }
            return try encoded(isCurrent)
        case .snapshot: return try encoded(Snapshot(version: version, values: elements))
        case .reverse: elements.reverse()
        case nil: throw unknown(request.method)
        }
        return try encoded(Nothing())
    }

    private func range(_ range: Range<Int>) throws -> Range<Int> {
        if range.lowerBound >= 0 && range.upperBound <= elements.count { return range }
        throw RemoteError(type: "IndexOutOfRange", message: "\(range) in a list of \(elements.count)")
    }

    private func index(_ index: Int, below end: Int) throws -> Int {
        if index >= 0 && index < end { return index }
        throw RemoteError(type: "IndexOutOfRange", message: "index \(index) in a list of \(elements.count)")
    }
}
