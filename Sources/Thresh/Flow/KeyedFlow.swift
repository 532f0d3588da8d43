/// Pairs of a key and a value on their way through a computation: a `Flow` whose elements have keys.
public struct KeyedFlow<Key: JobKey, Value: ~Escapable> {
    @usableFromInline let branches: [KeyedBranch<Value>]
    @usableFromInline let options: JobOptions

    @usableFromInline init(_ branches: [KeyedBranch<Value>], _ options: JobOptions) {
        self.branches = branches
        self.options = options
    }
}

/// What comes from one source, as pairs of an encoded key and a value.
@usableFromInline struct KeyedBranch<Value: ~Escapable> {
    @usableFromInline typealias Body = (ByteView, borrowing Value) throws -> Void
    @usableFromInline typealias ForEach = (RecordBlock, Body) throws -> Void

    @usableFromInline let source: FlowSource
    @usableFromInline let forEach: ForEach

    @usableFromInline init(_ source: FlowSource, forEach: @escaping ForEach) {
        self.source = source
        self.forEach = forEach
    }
}

extension Flow where Element: ~Escapable {
    /// Each element under a key.
    @inlinable
    public func keyed<Key: JobKey>(by key: @escaping (borrowing Element) throws -> Key) -> KeyedFlow<Key, Element> {
        pairs { scratch, element, body in
            scratch.value.removeAll()
            try key(element).encode(into: &scratch.value)
            try unsafe body(ByteView(scratch.value.rawBuffer), element)
        }
    }

    /// A value of each element under a key.
    @inlinable
    public func keyed<Key: JobKey, Value>(
        by key: @escaping (borrowing Element) throws -> Key, value: @escaping (borrowing Element) throws -> Value
    ) -> KeyedFlow<Key, Value> {
        pairs { scratch, element, body in
            scratch.value.removeAll()
            try key(element).encode(into: &scratch.value)
            try unsafe body(ByteView(scratch.value.rawBuffer), value(element))
        }
    }

    @inlinable
    func pairs<Key: JobKey, Value: ~Escapable>(
        _ step: @escaping (Box<ByteBuffer>, borrowing Element, KeyedBranch<Value>.Body) throws -> Void
    ) -> KeyedFlow<Key, Value> {
        var next: [KeyedBranch<Value>] = []
        for branch in branches {
            let forEach = branch.forEach
            let scratch = Box(ByteBuffer())
            next.append(
                KeyedBranch<Value>(branch.source) { block, body in try forEach(block) { try step(scratch, $0, body) } })
        }
        return KeyedFlow<Key, Value>(next, options)
    }
}

extension KeyedFlow where Value: ~Escapable {
    @inlinable
    public func mapValues<T>(_ transform: @escaping (borrowing Value) throws -> T) -> KeyedFlow<Key, T> {
        steps { forEach in { block, body in try forEach(block) { try body($0, transform($1)) } } }
    }

    @inlinable
    public func filter(_ isIncluded: @escaping (Key, borrowing Value) throws -> Bool) -> KeyedFlow<Key, Value> {
        steps { forEach in
            { block, body in
                try forEach(block) { if try isIncluded(Key(decoding: $0), $1) { try body($0, $1) } }
            }
        }
    }

    /// An element for each pair: its key is no key any more.
    @inlinable
    public func map<T>(_ transform: @escaping (Key, borrowing Value) throws -> T) -> Flow<T> {
        var next: [FlowBranch<T>] = []
        for branch in branches {
            let forEach = branch.forEach
            next.append(
                FlowBranch<T>(branch.source) { block, body in
                    try forEach(block) { try body(transform(Key(decoding: $0), $1)) }
                })
        }
        return Flow<T>(next, options)
    }

    /// The pairs of both.
    public func union(_ other: KeyedFlow<Key, Value>) -> KeyedFlow<Key, Value> {
        KeyedFlow(branches + other.branches, options)
    }

    @inlinable
    func steps<T: ~Escapable>(
        _ step: (@escaping KeyedBranch<Value>.ForEach) -> KeyedBranch<T>.ForEach
    ) -> KeyedFlow<Key, T> {
        var next: [KeyedBranch<T>] = []
        for branch in branches { next.append(KeyedBranch<T>(branch.source, forEach: step(branch.forEach))) }
        return KeyedFlow<Key, T>(next, options)
    }
}

extension KeyedFlow {
    /// The pairs of a dataset.
    @inlinable
    init(rows source: FlowSource, _ options: JobOptions, value: @escaping (ByteView) throws -> Value) {
        let scratch = RowScratch()
        let branch = KeyedBranch<Value>(source) { block, body in
            try scratch.forEachPair(of: block) { try body($0, value($1)) }
        }
        self.init([branch], options)
    }
}
