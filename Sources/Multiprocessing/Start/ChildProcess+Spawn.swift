internal import Platform

extension ChildProcess {
    /// Starts this program anew, in a process that has nothing of this one but the standard streams, to run an entry
    /// point. May be called in a process with threads; slower than a fork server, which shares what it has.
    ///
    /// - `descriptors`: the child gets copies, as `CurrentProcess.descriptors`.
    /// - Throws: `.notHooked` when `main` does not call `runIfSpawned`.
    public static func spawn<Argument, Output>(
        _ entryPoint: EntryPoint<Argument, Output>, _ argument: Argument, _ options: ChildOptions = ChildOptions(),
        descriptors: [Int32] = []
    ) throws(ProcessError) -> ProcessTask<Output> {
        ProcessTask(process: try spawn(entryPoint.call(argument), options, descriptors))
    }

    static func spawn(
        _ call: EntryCall, _ options: ChildOptions, _ descriptors: [Int32]
    ) throws(ProcessError) -> ChildProcess {
        if CurrentProcess.isDaemon { throw .isDaemon(name: CurrentProcess.name) }
        let name = options.name ?? ChildRegistry.shared.nextName()
        let (request, argument) = try ChildRequest.make(call, name: name, options)
        defer { if let argument { Fork.closeDescriptor(argument) } }
        let outcome: FileDescriptor
        do { outcome = try Descriptors.memoryFile("outcome") } catch { throw .system(error) }
        let child = try SpawnedProcess.start(
            .child, name: name, options: options, request: request.bytes, outcomeFile: outcome.rawValue,
            descriptors: [outcome.rawValue] + (argument.map { [$0] } ?? []) + descriptors)
        _ = outcome.release()
        return child
    }

    /// For the start of `main`, with all entry points, before anything has side effects: in a process that `spawn`, or
    /// a fork server that had to be replaced, started, it does what that was started for and does not return; in any
    /// other it does nothing.
    public static func runIfSpawned(_ entryPoints: any RegisteredEntryPoint...) {
        _ = PoolHost.entryPoint
        SpawnedProcess.runIfNeeded()
    }
}
