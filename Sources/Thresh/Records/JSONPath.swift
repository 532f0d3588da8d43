/// The way to a value: names of members and numbers of elements (from 0), divided by dots, as in `request.headers.0.name`.
///
/// A name may hold dots itself: `log.level` finds both `{"log":{"level":…}}` and `{"log.level":…}`, whichever comes first
/// in the document. Of members with the same name the first counts.
public struct JSONPath: Sendable, Hashable, CustomStringConvertible {
    let bytes: [UInt8]

    public init(_ path: String) { bytes = Array(path.utf8) }

    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSONValue {
    /// The value at `path`, as `JSONPath` describes it; nil when there is none. The first that is found: what follows it
    /// is not looked at.
    ///
    /// - Complexity: O(bytes before the value's end).
    @_lifetime(copy self)
    public func value(at path: StaticString) throws(JSONError) -> JSONValue? {
        // SAFETY: the text lives as long as the program.
        let lookup = unsafe JSONLookup(
            scanner, UnsafeBufferPointer(start: path.utf8Start, count: path.utf8CodeUnitCount))
        guard let found = try lookup.find(from: start, end: end) else { return nil }
        return unsafe JSONValue(unsafe: scanner, found.lowerBound, found.upperBound)
    }

    @_lifetime(copy self)
    public func value(at path: JSONPath) throws(JSONError) -> JSONValue? {
        let (scanner, start, end) = (self.scanner, self.start, self.end)
        let found = try unsafe path.bytes.withUnsafeBufferPointer { path throws(JSONError) in
            try unsafe JSONLookup(scanner, path).find(from: start, end: end)
        }
        guard let found else { return nil }
        return unsafe JSONValue(unsafe: scanner, found.lowerBound, found.upperBound)
    }

    /// The member of an object with this name, in which dots are like other characters; nil when there is none.
    ///
    /// - Complexity: O(bytes before the member's end).
    @_lifetime(copy self)
    public func member(_ name: StaticString) throws(JSONError) -> JSONValue? {
        // SAFETY: the text lives as long as the program.
        let lookup = unsafe JSONLookup(
            scanner, UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), isDivided: false)
        guard let found = try lookup.find(from: start, end: end) else { return nil }
        return unsafe JSONValue(unsafe: scanner, found.lowerBound, found.upperBound)
    }
}
