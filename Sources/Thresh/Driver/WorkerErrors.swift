internal import Multiprocessing
internal import Platform

/// What workers write to standard error in tasks that were lost before: kept in a file, so that the driver can quote what
/// the runtime said of a trap.
extension WorkerSeat {
    /// Passes on what `body` wrote when it is over. The first attempt of a task writes to standard error itself.
    func keepingErrors<R>(of ticket: TaskTicket, in directory: String, _ body: () throws -> R) throws -> R {
        guard ticket.attempt > 1, !isInline else { return try body() }
        let path = directory + "/" + WorkFiles.errors(worker: worker)
        let outer = try attempt { () throws(SystemError) in
            let outer = try Terminal.duplicate(Terminal.error, name: "standard error")
            let file = try FileDescriptor.open(path, .create)
            try Descriptors.replace(Terminal.error, with: file.rawValue)
            return outer
        }
        defer {
            try? Descriptors.replace(Terminal.error, with: outer.rawValue)
            if let text = FileSystem.text(path), !text.isEmpty { Terminal.writeError(text) }
            try? FileSystem.removeFile(path)
        }
        return try body()
    }

    /// After the worker's death: what the runtime said of it. The rest of what it wrote is passed on.
    static func lastWords(ofWorker worker: Int, in directory: String, aborted: Bool) -> String? {
        let path = directory + "/" + WorkFiles.errors(worker: worker)
        guard let text = FileSystem.text(path) else { return nil }
        try? FileSystem.removeFile(path)
        let lines = text.split(separator: "\n")
        let trap = lines.lastIndex { $0.contains("Fatal error") } ?? (aborted ? lines.indices.last : nil)
        let others = lines.indices.filter { $0 != trap }.map { lines[$0] + "\n" }
        if !others.isEmpty { Terminal.writeError(others.joined()) }
        return trap.map { VisibleText.of(lines[$0].prefix(mostWords).utf8) }
    }

    private static let mostWords = 300
}
