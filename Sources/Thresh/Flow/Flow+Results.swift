extension Flow where Element: JobValue {
    /// Runs the flow, and calls `body` in this process with each element, in the order of the input. Blocks; for the main
    /// thread of a process without other threads, or with `runsInline`.
    @discardableResult @inlinable
    public func forEach(_ body: (Element) throws -> Void) throws -> JobResult {
        let (job, options) = try encoding()
        return try runForPairs(job, options) { _, value in try body(Element(decoding: value)) }
    }

    /// Runs the flow, and returns its elements in the order of the input. As `forEach`.
    ///
    /// - Complexity: O(elements) in time, and in memory of this process.
    @inlinable
    public func collect() throws -> [Element] {
        var elements: [Element] = []
        try forEach { elements.append($0) }
        return elements
    }

    /// Runs the flow until it has so many elements, the first of the input, and returns them: fewer when there are fewer.
    ///
    /// - Complexity: memory for so many elements in this process.
    @inlinable
    public func first(_ count: Int) throws -> [Element] {
        var elements: [Element] = []
        if count <= 0 { return [] }
        do {
            try forEach {
                elements.append($0)
                if elements.count == count { throw EnoughElements() }
            }
        } catch is EnoughElements {}
        return elements
    }

    /// Runs the flow once and keeps its elements, for several flows that begin with them: what an iteration reads again
    /// and again.
    ///
    /// - Complexity: O(elements); in memory where they are few, else in temporary files.
    @inlinable
    public func cached() throws -> Flow<Element> {
        let (job, options) = try encoding()
        return Flow(rows: FlowSource(try Dataset.make(options) { try job.run($0) }), self.options)
    }

    @inlinable
    func encoding() throws -> (job: FlowMapOnly, options: JobOptions) {
        let plan = try FlowPlan(branches.map(\.source), options)
        let scratch = Box(ByteBuffer())
        let maps = branches.map { branch -> FlowMapOnly.Map in
            let forEach = branch.forEach
            return { block, part in
                try forEach(block) { element in
                    scratch.value.removeAll()
                    element.encode(into: &scratch.value)
                    unsafe part.writeEncoded(ByteView.empty, ByteView(scratch.value.rawBuffer))
                }
            }
        }
        return (FlowMapOnly(maps, plan), plan.optionsForFewRows)
    }
}

extension Flow where Element: ~Escapable {
    /// Runs the flow, and returns how many elements it has.
    @inlinable
    public func count() throws -> Int {
        let branches = self.branches
        let plan = try FlowPlan(branches.map(\.source), options)
        let maps = branches.map { branch -> FlowCombining<Bool, Count>.Map in
            let forEach = branch.forEach
            return { block, output in
                var count = 0
                try forEach(block) { _ in count += 1 }
                output.emit(true, count)
            }
        }
        return try FlowCombining<Bool, Count>(maps, plan).collect(plan.optionsForFewRows).first?.value ?? 0
    }
}

extension Flow {
    /// Runs the flow, and returns what all its elements amount to.
    @inlinable
    public func reduced<Combine: Aggregate>(into aggregate: Combine) throws -> Combine.Result
    where Combine.Input == Element {
        let branches = self.branches
        let plan = try FlowPlan(branches.map(\.source), options)
        let maps = branches.map { branch -> FlowMerging<Bool, Combine>.Map in
            let forEach = branch.forEach
            return { block, output in try forEach(block) { output.emit(true, $0) } }
        }
        var result = aggregate.result
        try FlowMerging<Bool, Combine>(maps, plan, empty: aggregate).forEachResult(plan.optionsForFewRows) {
            result = $1.result
        }
        return result
    }
}

/// Ends a flow whose other elements nobody wants.
@usableFromInline struct EnoughElements: Error {
    @usableFromInline init() {}
}
