public import Thresh

/// A line of an access log, of whatever server. Valid only within the call that gave it.
///
/// Texts are empty where the line has none (`-`, or a format without the field).
@safe public struct AccessRecord: ~Escapable {
    @usableFromInline let fields: LineFields
    @usableFromInline let slots: AccessSlots

    @inlinable @_lifetime(copy fields)
    init(_ fields: LineFields, _ slots: AccessSlots) {
        self.fields = fields
        self.slots = slots
    }

    /// The line without its end.
    @inlinable public var line: ByteView { @_lifetime(copy self) get { fields.line } }

    /// The client.
    @inlinable public var ip: ByteView { @_lifetime(copy self) get { text(slots.ip) } }
    @inlinable public var method: ByteView { @_lifetime(copy self) get { text(slots.method) } }
    /// The request's target, with its query.
    @inlinable public var path: ByteView { @_lifetime(copy self) get { text(slots.path) } }
    @inlinable public var referer: ByteView { @_lifetime(copy self) get { text(slots.referer) } }
    @inlinable public var agent: ByteView { @_lifetime(copy self) get { text(slots.agent) } }
    @inlinable public var time: Timestamp? { slots.time < 0 ? nil : fields[slots.time].time }
    @inlinable public var status: Int? { slots.status < 0 ? nil : fields[slots.status].integer }
    /// Of the response's body.
    @inlinable public var bytes: Int? { slots.bytes < 0 ? nil : fields[slots.bytes].integer }

    /// How long the request took, in seconds.
    @inlinable public var duration: Double? { slots.duration < 0 ? nil : fields[slots.duration].number }

    /// The field whose name stood at `index` of the reader's `extras`.
    @inlinable @_lifetime(copy self)
    public func extra(_ index: Int) -> FieldValue {
        precondition(index >= 0 && slots.firstExtra + index < fields.count, "no such extra field was asked for")
        return fields[slots.firstExtra + index]
    }

    @inlinable @_lifetime(copy self)
    func text(_ slot: Int) -> ByteView { slot < 0 ? fields.line.slice(0, 0) : fields[slot].bytes }
}

/// Which of the extracted fields is which; -1 for those that a format lacks.
@usableFromInline
struct AccessSlots: BitwiseCopyable, Sendable {
    @usableFromInline var ip = -1
    @usableFromInline var method = -1
    @usableFromInline var path = -1
    @usableFromInline var referer = -1
    @usableFromInline var agent = -1
    @usableFromInline var time = -1
    @usableFromInline var status = -1
    @usableFromInline var bytes = -1
    @usableFromInline var duration = -1
    /// The others follow it.
    @usableFromInline var firstExtra = 0
}
