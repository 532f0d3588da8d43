package import Thresh

/// How records of several lines begin in the lines of containers: a line whose message begins otherwise belongs to the
/// record before it in its stream.
struct CarriedRecords: Sendable, Hashable, Codable {
    let carrier: Carrier
    /// By services; those that are not listed have a line for each record.
    private let shapes: [Service]
    /// Whether a file has lines of several streams, which may be between the lines of a record.
    let isInterleaved: Bool

    private struct Service: Sendable, Hashable, Codable {
        let names: [[UInt8]]
        let shape: LineShape
    }

    /// So many lines of other streams may stand between two lines of a record.
    static let reach = 64

    /// nil where each message is a record.
    init?(_ carrier: Carrier, _ inner: LogFormat, isInterleaved: Bool) {
        let services: [ServiceFormat] =
            if case .services(let services) = inner.layout { services } else {
                [ServiceFormat(names: [], format: inner)]
            }
        shapes = services.compactMap { service in
            service.format?.firstLine.map { Service(names: service.names.map { Array($0.utf8) }, shape: $0) }
        }
        if shapes.isEmpty { return nil }
        self.carrier = carrier
        self.isInterleaved = isInterleaved
    }

    /// What a message is beside the one before it in its stream.
    enum Place { case first, further, empty }

    func place(_ part: CarriedLine, _ line: LineBytes) -> Place {
        let message = line.slice(part.message.lowerBound, part.message.upperBound)
        if message.count == 0 || carrier == .docker && message.equals("\\n") { return .empty }
        if shapes[0].names.isEmpty { return shapes[0].shape.isFirst(message) ? .first : .further }
        let service = carrier.service(line.slice(part.stream.lowerBound, part.stream.upperBound))
        guard let own = shapes.first(where: { $0.names.contains { service.equals($0) } }) else { return .first }
        return own.shape.isFirst(message) ? .first : .further
    }

    /// What divides such a file.
    func records(hasParts: Bool) -> RecordFormat {
        isInterleaved || hasParts ? .custom(CarriedLineGroups(rule: self)) : .multiline(CarriedFirstLine(rule: self))
    }
}

/// Lines that are each read as a record, of which some may be none.
package struct LooseLines {
    private let rule: CarriedRecords

    /// nil for a format of which that is not so.
    package init?(_ format: LogFormat) {
        guard let rule = format.looseRecords else { return nil }
        self.rule = rule
    }

    /// Whether a line seems to belong to a record before it.
    package func goesOn(_ line: ByteView) -> Bool {
        let line = unsafe LineBytes(line)
        return rule.carrier.line(line).map { rule.place($0, line) == .further } ?? false
    }
}

/// The first lines of records in a file with one stream.
private struct CarriedFirstLine: FirstLine {
    let rule: CarriedRecords

    var prefixBytes: Int { 4 * LineShape.mostBytes }

    func isFirst(_ prefix: ByteView) -> Bool {
        let line = unsafe LineBytes(prefix)
        guard let part = rule.carrier.line(line) ?? cut(line) else { return true }
        return rule.place(part, line) == .first
    }

    /// Of Docker's, the end of a longer message is not in the prefix.
    private func cut(_ line: LineBytes) -> CarriedLine? {
        guard rule.carrier == .docker, line.count >= prefixBytes, line.starts(with: "{\"log\":") else { return nil }
        let start = line.at(7) == 32 ? 9 : 8
        return CarriedLine(stream: 0..<0, message: start..<line.count, goesOn: false)
    }
}

/// Divides a file with lines of several streams into groups of lines that no record reaches out of. One process reads it: whether a
/// record goes on in a stream cannot be told from any place.
private struct CarriedLineGroups: RecordReader {
    let rule: CarriedRecords

    var isText: Bool { true }

    /// So that lines are looked at twice seldom.
    private static let leastLines = 4 * CarriedRecords.reach
    private static let mostBytes = 32 << 20

    func nextRecord(in bytes: ByteView, isAtEnd: Bool) -> RecordExtent? {
        var streams = StreamTable<StreamEnd>()
        /// Lines before which a group may end.
        var ends: [(line: Int, offset: Int)] = []
        var position = 0
        var number = 0
        while position < bytes.count {
            let feed = bytes.firstIndex(of: 10, from: position)
            if feed == nil && !isAtEnd { return nil }
            let lineEnd = feed ?? bytes.count
            let line = unsafe LineBytes(bytes.slice(position, lineEnd))
            if let part = rule.carrier.line(line) {
                let index = streams.index(of: line.slice(part.stream.lowerBound, part.stream.upperBound), StreamEnd())
                let last = streams[index]
                let place = rule.place(part, line)
                if last.goesOn || place != .first && number - last.line <= CarriedRecords.reach {
                    while let end = ends.last, end.line > last.line { ends.removeLast() }
                } else if number >= CarriedLineGroups.leastLines {
                    ends.append((number, position))
                }
                streams[index] = StreamEnd(line: number, goesOn: part.goesOn)
            }
            if let end = ends.first, number - end.line >= CarriedRecords.reach, !streams.contains(where: \.goesOn) {
                return RecordExtent(content: 0..<end.offset, length: end.offset)
            }
            position = min(lineEnd + 1, bytes.count)
            number += 1
            if position > CarriedLineGroups.mostBytes {
                return RecordExtent(content: 0..<position, length: position)
            }
        }
        return isAtEnd && position > 0 ? RecordExtent(content: 0..<position, length: position) : nil
    }

    private struct StreamEnd {
        var line = Int.min / 2
        var goesOn = false
    }
}

/// Something for each stream of a file.
struct StreamTable<Value> {
    private var names: [[UInt8]] = []
    private var values: [Value] = []

    mutating func index(of name: LineBytes, _ value: @autoclosure () -> Value) -> Int {
        if let known = names.firstIndex(where: { name.equals($0) }) { return known }
        names.append((0..<name.count).map { name[$0] })
        values.append(value())
        return names.count - 1
    }

    subscript(index: Int) -> Value {
        get { values[index] }
        set { values[index] = newValue }
    }

    var indices: Range<Int> { values.indices }

    func contains(where test: (Value) -> Bool) -> Bool { values.contains(where: test) }
}

/// Puts the lines of a record together that containers wrote, each behind the runtime's header: those of each stream for
/// themselves.
package final class CarriedJoiner {
    private let rule: CarriedRecords
    private var streams = StreamTable<Pending>()
    private var number = 0

    /// A record that may go on.
    private struct Pending {
        var bytes: [UInt8] = []
        /// Where in it the message ends.
        var messageEnd = 0
        var offset: UInt64 = 0
        var lastLine = 0
        /// Lines behind the first.
        var further = 0
        /// Lines without a message behind those.
        var empty = 0
        var isOpen = false
    }

    /// A record: its first line with the messages of the others in it.
    package struct Joined {
        package let bytes: [UInt8]
        /// Where the first line begins.
        package let offset: UInt64
        /// How many lines it has beside the first.
        package let further: Int
        /// How many lines without a message follow that are none of it.
        package let empty: Int
    }

    /// nil for a format whose messages are each a record.
    package init?(_ format: LogFormat) {
        guard let rule = format.carriedRecords else { return nil }
        self.rule = rule
    }

    /// Begins with the first line of some that no record reaches out of.
    package func begin() {
        streams = StreamTable()
        number = 0
    }

    /// Takes a line, and calls `body` with the record that ends before it.
    ///
    /// - Returns: false for a line that is no part of a record, and is to be read alone.
    package func add(_ view: ByteView, at offset: UInt64, _ body: (Joined) -> Void) -> Bool {
        defer { number += 1 }
        let line = unsafe LineBytes(view)
        guard let part = rule.carrier.line(line) else { return false }
        let index = streams.index(of: line.slice(part.stream.lowerBound, part.stream.upperBound), Pending())
        switch rule.place(part, line) {
        case .first:
            end(index, body)
            streams[index] = Pending(
                bytes: Array(view), messageEnd: part.message.upperBound, offset: offset, lastLine: number, isOpen: true)
            return true
        case .empty:
            guard goesOn(index) else { return false }
            streams[index].empty += 1
        case .further:
            guard goesOn(index) else { return false }
            let end = streams[index].messageEnd
            var text: [UInt8] = []
            if rule.carrier == .docker {
                for _ in 0..<streams[index].empty { text += Array("\\n".utf8) }
            } else {
                text = Array(repeating: 10, count: streams[index].empty + 1)
            }
            text += Array(view.slice(part.message.lowerBound, part.message.upperBound))
            streams[index].bytes.replaceSubrange(end..<end, with: text)
            streams[index].messageEnd = end + text.count
            streams[index].further += 1 + streams[index].empty
            streams[index].empty = 0
        }
        streams[index].lastLine = number
        return true
    }

    private func goesOn(_ index: Int) -> Bool {
        streams[index].isOpen && number - streams[index].lastLine <= CarriedRecords.reach
    }

    /// Calls `body` with the records that are left, in the order of their first lines.
    package func end(_ body: (Joined) -> Void) {
        let open = streams.indices.filter { streams[$0].isOpen }
        for index in open.sorted(by: { streams[$0].offset < streams[$1].offset }) { end(index, body) }
    }

    private func end(_ index: Int, _ body: (Joined) -> Void) {
        let record = streams[index]
        if !record.isOpen { return }
        streams[index].isOpen = false
        body(Joined(bytes: record.bytes, offset: record.offset, further: record.further, empty: record.empty))
    }
}
