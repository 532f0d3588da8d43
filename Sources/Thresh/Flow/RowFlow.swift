/// A flow whose elements can be written as rows: what a command prints, or writes into a directory.
public protocol RowFlow {
    /// What its rows consist of: "key", "value", or "value1", "value2" and so on.
    static var columns: [Column] { get }

    /// Runs the flow; its rows go to `output`, in the order of the input.
    func run(output: JobOptions.Output, columns: [Column]?) throws -> JobResult
}

extension RowFlow {
    /// Runs the flow, and writes its rows into a new directory, as `thresh run -o` does.
    @discardableResult
    public func write(to directory: String, overwrite: Bool = false) throws -> JobResult {
        try run(output: .directory(directory, overwrite: overwrite), columns: Self.columns)
    }
}

extension Flow: RowFlow where Element: Cells {
    public static var columns: [Column] { Column.numbered("value", Element.self) }

    @inlinable
    public func run(output: JobOptions.Output, columns: [Column]?) throws -> JobResult {
        let plan = try FlowPlan(branches.map(\.source), options)
        let maps = branches.map { branch -> FlowMapOnly.Map in
            let forEach = branch.forEach
            return { block, part in try forEach(block) { part.writeRow($0) } }
        }
        var options = plan.options
        options.output = output
        return try FlowMapOnly(maps, plan, columns: columns).run(options)
    }
}

extension KeyedFlow: RowFlow where Key: Cells, Value: Cells {
    public static var columns: [Column] { Column.numbered("key", Key.self) + Column.numbered("value", Value.self) }

    @inlinable
    public func run(output: JobOptions.Output, columns: [Column]?) throws -> JobResult {
        let plan = try FlowPlan(branches.map(\.source), options)
        let maps = branches.map { branch -> FlowMapOnly.Map in
            let forEach = branch.forEach
            return { block, part in try forEach(block) { key, value in part.writeRow(Key(decoding: key), value) } }
        }
        var options = plan.options
        options.output = output
        return try FlowMapOnly(maps, plan, columns: columns).run(options)
    }
}
