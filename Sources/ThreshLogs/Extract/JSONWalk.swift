internal import Thresh

/// Goes through a line of JSON, up to the last value that is wanted, and notes what is found.
@safe struct JSONWalk {
    private(set) var reader: JSONReader
    let paths: JSONPaths
    let members: JSONMembers
    let slots: UnsafeMutablePointer<FieldSlot>
    let values: ValueReaders
    /// How many values are still wanted.
    private(set) var remaining: Int
    private(set) var fault: LineFault?

    init(
        _ line: LineBytes, _ paths: JSONPaths, _ members: JSONMembers, _ slots: UnsafeMutablePointer<FieldSlot>,
        _ values: ValueReaders, remaining: Int
    ) {
        reader = JSONReader(line)
        self.paths = paths
        self.members = members
        unsafe self.slots = unsafe slots
        self.values = values
        self.remaining = remaining
    }

    /// - Returns: whether the line is right as far as it was read.
    mutating func line() -> Bool {
        reader.passBlanks()
        guard reader.take(UInt8(ascii: "{")) else {
            let found = QuotedText.of(reader.line, from: reader.position)
            return fail(reader.position, "expected '{', found \(found)")
        }
        if remaining == 0 { return true }
        guard object(0) else { return false }
        if remaining > 0 {
            reader.passBlanks()
            if reader.position < reader.line.count {
                return fail(reader.position, "the line goes on behind the object")
            }
        }
        return true
    }

    /// The members of an object, behind its brace.
    private mutating func object(_ node: Int32) -> Bool {
        let line = reader.line
        // In a register, but where others need it.
        var position = reader.position
        var place = members.start(node)
        var isFirst = true
        while true {
            let kind: JSONMembers.Kind
            let child: Int32
            let known = members.next(place, line, position)
            if known >= 0 {
                kind = members[known].kind
                child = members[known].child
                position &+= members[known].count
                place = known
            } else {
                reader.position = position
                guard let member = member(of: node, isFirst: isFirst, behind: place) else { return false }
                (kind, child, place) = (member.kind, member.child, member.place)
                position = reader.position
            }
            isFirst = false
            if kind == .text, child < 0 {
                // SAFETY: the line has 64 readable bytes behind it.
                let end = unsafe LineScan.quote(line.base, position, line.count)
                if end >= 0 {
                    position = end &+ 1
                    continue
                }
            }
            reader.position = position
            if kind == .end { return true }
            if child >= 0 {
                guard wanted(child, isText: kind == .text) else { return false }
                if remaining == 0 { return true }
            } else {
                guard kind == .value ? passValue() : failText() else { return false }
            }
            position = reader.position
        }
    }

    /// What stands between two values, byte by byte; nil at a fault.
    @inline(never)
    private mutating func member(
        of node: Int32, isFirst: Bool, behind place: Int
    ) -> (kind: JSONMembers.Kind, child: Int32, place: Int)? {
        let start = reader.position
        reader.passBlanks()
        var kind = JSONMembers.Kind.end
        var child: Int32 = -1
        if isFirst || !reader.take(UInt8(ascii: ",")) {
            let isEnd = reader.take(UInt8(ascii: "}"))
            if !isEnd, !isFirst {
                _ = fail("',' or '}' after a value")
                return nil
            }
            if isEnd { return learned() }
        }
        reader.passBlanks()
        guard let key = reader.string() else {
            _ = fail("a key in quotes")
            return nil
        }
        reader.passBlanks()
        guard reader.take(UInt8(ascii: ":")) else {
            _ = fail("':' after the key")
            return nil
        }
        reader.passBlanks()
        let name = reader.line.slice(key.start, key.end)
        child = key.isEscaped ? self.child(of: node, escaped: name) : paths.child(of: node, name)
        kind = reader.take(UInt8(ascii: "\"")) ? .text : .value
        return learned()

        func learned() -> (kind: JSONMembers.Kind, child: Int32, place: Int) {
            let place = members.learn(
                reader.line, start..<reader.position, kind, child, in: node, isFirst: isFirst, behind: place)
            return (kind, child, place)
        }
    }

    private func child(of node: Int32, escaped key: LineBytes) -> Int32 {
        var name = ByteBuffer(capacity: key.count)
        unsafe Escapes.appendJSON(ByteView(unsafeStart: key.base, count: key.count), to: &name)
        return Array(name.view).withLineBytes { paths.child(of: node, $0) }
    }

    /// The elements of an array, behind its bracket; keys are their numbers.
    private mutating func array(_ node: Int32) -> Bool {
        reader.passBlanks()
        if reader.take(UInt8(ascii: "]")) { return true }
        var index = 0
        while true {
            reader.passBlanks()
            let child = paths.child(of: node, element: index)
            if child >= 0 {
                guard wanted(child, isText: false) else { return false }
                if remaining == 0 { return true }
            } else {
                guard passValue() else { return false }
            }
            reader.passBlanks()
            index += 1
            if reader.take(UInt8(ascii: ",")) { continue }
            return reader.take(UInt8(ascii: "]")) || fail("',' or ']' after a value")
        }
    }

    /// A value that is wanted, or within which some are.
    ///
    /// - Parameter isText: whether it is known to be a text, whose first quote has been passed.
    private mutating func wanted(_ number: Int32, isText: Bool) -> Bool {
        let node = paths[number]
        var isText = isText
        if !isText {
            reader.passBlanks()
            isText = reader.take(UInt8(ascii: "\""))
        }
        let start = reader.position
        let end: Int
        var form = FieldForm.plain
        if isText {
            guard reader.passText() else { return failText() }
            end = reader.position - 1
            // SAFETY: the line has 64 readable bytes behind it.
            let isEscaped = unsafe LineScan.byte(UInt8(ascii: "\\"), 1, reader.line.base, start, end) >= 0
            if isEscaped { form = .jsonEscaped }
        } else if node.isParent, reader.peek == UInt8(ascii: "{") || reader.peek == UInt8(ascii: "[") {
            let isObject = reader.peek == UInt8(ascii: "{")
            reader.position += 1
            guard isObject ? object(number) : array(number) else { return false }
            if remaining == 0 { return true }
            // The object or array itself is wanted too, as it is written.
            return note(node, start, reader.position, .plain, checks: false)
        } else {
            guard passValue() else { return false }
            end = reader.position
            if isNull(start, end) { return true }
            form = .bare
        }
        return note(node, start, end, form, checks: true)
    }

    /// Notes a value for all that want it and have none yet.
    ///
    /// - Parameter checks: whether it must be what they say.
    @inline(__always)
    private mutating func note(
        _ node: JSONPaths.Node, _ start: Int, _ end: Int, _ form: FieldForm, checks: Bool
    ) -> Bool {
        for index in node.targetStart..<node.targetEnd {
            let target = paths.target(index)
            // SAFETY: the extractor has a slot for every target.
            if unsafe slots[Int(target.slot)].form != .null { continue }
            if remaining != .max { remaining &-= 1 }
            let isRight = unsafe values.store(target, reader.line.base, start, end, form, slots)
            if checks, !isRight { return failValue(target, start, end) }
        }
        return true
    }

    @inline(__always)
    private func isNull(_ start: Int, _ end: Int) -> Bool {
        end &- start == 4 && reader.line[start] == UInt8(ascii: "n")
    }

    @inline(__always)
    private mutating func passValue() -> Bool {
        reader.passBlanks()
        return reader.passValue() || fail(reader.expectation)
    }

    // MARK: - Faults

    @inline(never)
    private mutating func fail(_ expected: StaticString) -> Bool {
        fault = reader.fault(expected)
        return false
    }

    @inline(never)
    private mutating func fail(_ position: Int, _ reason: String) -> Bool {
        fault = LineFault(column: position + 1, reason: reason)
        return false
    }

    /// A text that does not end, whose first quote has been passed.
    private mutating func failText() -> Bool {
        reader.position -= 1
        return fail("a string with a closing quote")
    }

    @inline(never)
    private mutating func failValue(_ target: ExtractorTarget, _ start: Int, _ end: Int) -> Bool {
        let found = QuotedText.of(reader.line.slice(start, end))
        return fail(start, "the value is \(found), not \(target.check.noun)")
    }
}
