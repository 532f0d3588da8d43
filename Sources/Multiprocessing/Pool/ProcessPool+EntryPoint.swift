extension ProcessPool where Input: Codable, Output: Codable {
    /// A pool whose workers run an entry point, and which can be made at any time, also when this process has threads:
    /// a child of the fork server has the workers and replaces them.
    ///
    ///     let pool = try ProcessPool(square)
    ///
    /// All else is as with workers forked from a closure, except that arguments and results are copied once more.
    /// - `initializer`: run once in each worker before its first task.
    public convenience init(
        _ entryPoint: EntryPoint<Input, Output>, _ options: PoolOptions = PoolOptions(),
        initializer: EntryCall? = nil, on server: ForkServer = .shared, onEvent: ((String) -> Void)? = nil
    ) throws(PoolError) {
        let link = try PoolLink(options, body: entryPoint.name, initializer: initializer, onEvent: onEvent) {
            (host, request, options, descriptors) throws(ProcessError) in
            try server.start(host, request, options, descriptors: descriptors)
        }
        self.init(engine: link, options: options, inputs: .codable, outputs: .codable)
    }
}
