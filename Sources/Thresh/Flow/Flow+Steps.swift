extension Flow where Element: ~Escapable {
    @inlinable
    public func map<T>(_ transform: @escaping (borrowing Element) throws -> T) -> Flow<T> {
        steps { forEach in { block, body in try forEach(block) { try body(transform($0)) } } }
    }

    /// As `map`, without the elements for which `transform` returns nil.
    @inlinable
    public func compactMap<T>(_ transform: @escaping (borrowing Element) throws -> T?) -> Flow<T> {
        steps { forEach in
            { block, body in
                try forEach(block) { if let result = try transform($0) { try body(result) } }
            }
        }
    }

    /// All that `transform` returns for each element, one after another.
    @inlinable
    public func flatMap<T>(_ transform: @escaping (borrowing Element) throws -> some Sequence<T>) -> Flow<T> {
        steps { forEach in
            { block, body in
                try forEach(block) { for result in try transform($0) { try body(result) } }
            }
        }
    }

    /// All that `expand` passes to the closure it receives: allocates nothing, and may pass views.
    ///
    ///     lines(of: "a.txt").expanded { line, emit in try line.forEachWord { try emit($0) } }
    @inlinable
    public func expanded<T: ~Escapable>(
        _ expand: @escaping (borrowing Element, (borrowing T) throws -> Void) throws -> Void
    ) -> Flow<T> {
        steps { forEach in { block, body in try forEach(block) { try expand($0, body) } } }
    }

    @inlinable
    public func filter(_ isIncluded: @escaping (borrowing Element) throws -> Bool) -> Flow<Element> {
        steps { forEach in
            { block, body in
                try forEach(block) { if try isIncluded($0) { try body($0) } }
            }
        }
    }

    /// The elements of both, those of `other` after these.
    public func union(_ other: Flow<Element>) -> Flow<Element> { Flow(branches + other.branches, options) }

    /// The elements of several flows, those of one after those of the one before. Run with the options of the first.
    public init(union flows: some Sequence<Flow<Element>>) {
        var branches: [FlowBranch<Element>] = []
        var options: JobOptions?
        for flow in flows {
            branches += flow.branches
            options = options ?? flow.options
        }
        self.init(branches, options ?? JobOptions())
    }

    @inlinable
    func steps<T: ~Escapable>(
        _ step: (@escaping FlowBranch<Element>.ForEach) -> FlowBranch<T>.ForEach
    ) -> Flow<T> {
        var next: [FlowBranch<T>] = []
        for branch in branches { next.append(FlowBranch<T>(branch.source, forEach: step(branch.forEach))) }
        return Flow<T>(next, options)
    }
}

extension Flow {
    /// About `fraction` of the elements, chosen by their bytes and `seed`: the same ones in every run.
    @inlinable
    public func sampled(_ fraction: Double, seed: UInt64 = 0) -> Flow<Element> where Element: JobValue {
        let limit = UInt64(min(max(fraction, 0), 1) * 0x1p53)
        let scratch = Box(ByteBuffer())
        return filter { element in
            scratch.value.removeAll()
            element.encode(into: &scratch.value)
            return unsafe stableHash(scratch.value.rawBuffer, seed: seed) >> 11 < limit
        }
    }
}
