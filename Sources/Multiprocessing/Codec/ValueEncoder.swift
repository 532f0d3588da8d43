/// The encoder of one value, which collects its bytes until the value around it takes them.
final class ValueEncoder: Encoder {
    private enum Kind { case none, single, unkeyed, keyed }

    let table: MessageKeys
    let sendableUserInfo: [CodingUserInfoKey: any Sendable]
    let path: CodingPath?
    let depth: Int

    private var kind = Kind.none
    private(set) var payload: [UInt8] = []
    private(set) var count = 0
    /// Encoders handed out that may still be written to: their bytes belong at these offsets of the payload.
    private var pending: [(offset: Int, encoder: ValueEncoder)] = []

    init(table: MessageKeys, userInfo: [CodingUserInfoKey: any Sendable], path: CodingPath?, depth: Int) {
        self.table = table
        sendableUserInfo = userInfo
        self.path = path
        self.depth = depth
    }

    var codingPath: [any CodingKey] { CodingPath.keys(path) }
    var userInfo: [CodingUserInfoKey: Any] { sendableUserInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(KeyedWriter(encoder: opened(.keyed)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { UnkeyedWriter(encoder: opened(.unkeyed)) }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        if kind != .none { fail("more than one value was encoded where one is allowed") }
        return SingleWriter(encoder: self)
    }

    /// This encoder, as a container of that kind.
    private func opened(_ wanted: Kind) -> ValueEncoder {
        // A subclass and its superclass may both ask for the same container.
        if kind == .none { kind = wanted }
        if kind == wanted { return self }
        fail("containers of different kinds were asked for in one place")
        return detached()
    }

    private func fail(_ reason: String) {
        table.failure = table.failure ?? .invalidValue(path: MessageCodingError.text(codingPath), reason: reason)
    }

    /// An encoder whose bytes nobody takes, after a fault.
    private func detached() -> ValueEncoder {
        ValueEncoder(table: table, userInfo: sendableUserInfo, path: path, depth: depth)
    }

    // MARK: for the containers

    /// Adds a value: the only one, or the next of an array, or one with a key.
    func put<T: Encodable>(_ value: T, key: (any CodingKey)?) throws {
        let start = payload.count
        if key == nil, WireWriter.primitive(value, to: &payload) {
            count += 1
            if kind == .none { kind = .single }
            return
        }
        if let key {
            WireWriter.varint(UInt64(table.index(of: key.stringValue)), to: &payload)
            if WireWriter.primitive(value, to: &payload) { return }
        }
        do {
            let place = kind == .none ? path : CodingPath(path, key ?? IndexKey(count))
            guard depth < WireTag.depthLimit else { throw MessageCodingError.tooDeep(limit: WireTag.depthLimit) }
            let child = ValueEncoder(table: table, userInfo: sendableUserInfo, path: place, depth: depth + 1)
            try value.encode(to: child)
            child.finish(into: &payload)
        } catch {
            // The key must not stay behind without its value when the caller goes on all the same.
            payload.removeSubrange(start...)
            throw error
        }
        count += 1
        if kind == .none { kind = .single }
    }

    func putNil(key: (any CodingKey)?) {
        if let key { WireWriter.varint(UInt64(table.index(of: key.stringValue)), to: &payload) }
        payload.append(WireTag.null)
        count += 1
        if kind == .none { kind = .single }
    }

    /// An encoder for the next value, or the value of a key, that may be written to at any time.
    func nested(key: (any CodingKey)?) -> ValueEncoder {
        let place = CodingPath(path, key ?? IndexKey(count))
        let child = ValueEncoder(table: table, userInfo: sendableUserInfo, path: place, depth: depth + 1)
        if depth >= WireTag.depthLimit {
            table.failure = table.failure ?? .tooDeep(limit: WireTag.depthLimit)
            return child
        }
        if let key { WireWriter.varint(UInt64(table.index(of: key.stringValue)), to: &payload) }
        pending.append((payload.count, child))
        count += 1
        return child
    }

    /// Appends the value's bytes.
    func finish(into bytes: inout [UInt8]) {
        switch kind {
        case .single: bytes.append(contentsOf: payload)
        case .none:
            bytes.append(WireTag.keyed)
            WireWriter.varint(0, to: &bytes)
        case .keyed:
            spliceIn()
            bytes.append(WireTag.keyed)
            WireWriter.varint(UInt64(payload.count), to: &bytes)
            bytes.append(contentsOf: payload)
        case .unkeyed:
            spliceIn()
            var header: [UInt8] = []
            WireWriter.varint(UInt64(count), to: &header)
            bytes.append(WireTag.unkeyed)
            WireWriter.varint(UInt64(header.count + payload.count), to: &bytes)
            bytes.append(contentsOf: header)
            bytes.append(contentsOf: payload)
        }
    }

    private func spliceIn() {
        if pending.isEmpty { return }
        var whole: [UInt8] = []
        var position = 0
        for (offset, encoder) in pending {
            whole.append(contentsOf: payload[position..<offset])
            encoder.finish(into: &whole)
            position = offset
        }
        whole.append(contentsOf: payload[position...])
        payload = whole
        pending = []
    }
}
