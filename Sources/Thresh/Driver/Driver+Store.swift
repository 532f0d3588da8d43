internal import Platform

/// Where workers write, and what commands put into a store that no machine has as files.
extension Driver {
    // MARK: parts

    /// Where a worker writes rows.
    func partTarget(_ role: WorkerRole) -> PartTarget {
        // Outputs of other names would lie beside it, where nobody finds them.
        guard let output = role.options.output else { return .standardOutput(beside: workDirectory.path + "/part") }
        return .file(FetchedFile.isURI(output) ? storedFile : output)
    }

    func checkNamed(_ named: [NamedPart], _ role: WorkerRole) throws(ThreshError) {
        guard role.options.output == nil, let part = named.first else { return }
        throw ThreshError(
            .usage, "the job writes to an output of its own, \"\(part.output)\"; give the worker --output")
    }

    /// Here, until a command has it.
    private var storedFile: String { workDirectory.path + "/" + WorkFiles.stored }

    /// Has what a worker wrote put where it was told, if a command does that.
    func store(_ named: [NamedPart], _ role: WorkerRole) throws(ThreshError) {
        guard let output = role.options.output, FetchedFile.isURI(output) else { return }
        try put(storedFile, as: output, role)
        for part in named {
            let file = WorkFiles.named(part.output, beside: storedFile)
            try put(file, as: WorkFiles.named(part.output, beside: output), role)
        }
    }

    private func put(_ file: String, as path: String, _ role: WorkerRole) throws(ThreshError) {
        guard let command = role.options.put else { throw Driver.needsPut(path) }
        // The command may run elsewhere.
        let file = file.hasPrefix("/") ? file : FileSystem.currentDirectory + "/" + file
        try attempt { () throws(SystemError) in try FetchedFile.put(file, as: path, command) }
    }

    private static func needsPut(_ path: String) -> ThreshError {
        ThreshError(.usage, "\(path): what is written there needs --put, a command that puts files there")
    }

    // MARK: the output

    /// The output of workers, if it is a place in a store.
    var storedOutput: String? {
        guard case .worker = options.partial?.half, case .directory(let path, _) = options.output,
            FetchedFile.isURI(path)
        else { return nil }
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Where `worker commit` is going to put parts; nil where it prints. Throws where that cannot be, before the work is done.
    func plannedOutput(_ role: WorkerRole) throws(ThreshError) -> String? {
        guard case .directory(let path, let overwrite) = options.output else { return nil }
        guard let stored = storedOutput else {
            try OutputDirectory(path: path, overwrite: overwrite).discard()
            return path.hasPrefix("/") ? path : FileSystem.currentDirectory + "/" + path
        }
        if role.options.put == nil { throw Driver.needsPut(stored) }
        if !overwrite && FetchedFile.exists(stored + "/" + WorkFiles.success) { throw OutputDirectory.isTaken(stored) }
        return stored
    }

    /// Throws where parts are not the output as they are, which nobody can append to or sort there.
    func checkStored(_ output: String, _ runtime: JobRuntime) throws(ThreshError) {
        if runtime.top == nil, case .shuffled = runtime.shape { return }
        throw ThreshError(
            .usage,
            """
            \(output): what all parts say together is made at the end of this job, in a directory of this machine; give \
            another -o, or print it
            """)
    }

    /// Says which parts the output is of: they stay where they were put.
    func commitStored(_ output: String, _ role: WorkerRole) throws(ThreshError) {
        let manifest = Manifest(
            job: options.name, columns: result.columns, parts: result.parts, rejects: nil, counters: result.counters)
        try manifest.write(into: workDirectory.path, durable: false)
        try put(workDirectory.path + "/" + WorkFiles.success, as: output + "/" + WorkFiles.success, role)
    }
}
