// What `print` shows of a process.

extension ChildProcess: CustomStringConvertible {
    /// "ChildProcess(worker, pid 17, running)", or how it ended. Never blocks.
    public var description: String {
        do {
            return
                "ChildProcess(\(name), pid \(pid), \(try poll() ? "\(certificate?.status.description ?? "ended")" : "running"))"
        } catch {
            return "ChildProcess(\(name), pid \(pid), of another process)"
        }
    }
}

extension ProcessTask: CustomStringConvertible {
    /// As its process.
    public var description: String { "ProcessTask(\(process))" }

    @available(
        *, unavailable,
        message:
            "a task returns a value that is Codable: for a closure without a result write ChildProcess.start { … }, and a struct instead of a tuple"
    )
    public static func start(
        _ options: ChildOptions = ChildOptions(), _ body: () throws -> Void
    ) throws(ProcessError) -> ProcessTask where Value == Never { fatalError() }
}

extension ParentProcess: CustomStringConvertible {
    /// "ParentProcess(main, pid 16, running)".
    public var description: String { "ParentProcess(\(name), pid \(pid), \(isAlive ? "running" : "ended"))" }
}
