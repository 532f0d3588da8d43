internal import Platform

/// What a process that runs an entry point is told. Beside it go descriptors: a file for its outcome, a file with the
/// argument when that is large, and what its user sends along.
struct ChildRequest: Codable {
    let name: String
    let parentName: String
    let parentPid: Int32
    let atExit: ChildOptions.AtExit
    let parentDeath: ChildOptions.ParentDeath
    let standardInput: ChildOptions.StandardInput
    let limits: ProcessLimits?
    let entryPoint: String
    /// nil: in a file.
    let argument: [UInt8]?

    private static let largestInline = 16 << 10

    /// The request with the descriptors that belong to it; the argument's file must stay open until they are sent.
    static func make(
        _ call: EntryCall, name: String, _ options: ChildOptions
    ) throws(ProcessError) -> (request: ChildRequest, argument: Int32?) {
        do { try options.limits?.check() } catch { throw .system(error) }
        let isInline = call.argument.count <= largestInline
        let request = ChildRequest(
            name: name, parentName: CurrentProcess.name, parentPid: CurrentProcess.pid, atExit: options.atExit,
            parentDeath: options.parentDeath, standardInput: options.standardInput,
            limits: options.limits, entryPoint: call.name,
            argument: isInline ? call.argument : nil)
        if isInline { return (request, nil) }
        do throws(SystemError) {
            let file = try Descriptors.memoryFile("argument")
            try file.write(call.argument)
            return (request, file.release())
        } catch {
            throw .system(error)
        }
    }

    var bytes: [UInt8] {
        get throws(ProcessError) { do { return try MessageEncoder().encode(self) } catch { throw .coding(error) } }
    }

    /// In the process that was asked for: runs the entry point. Returns the exit code.
    func run(_ descriptors: [Int32], isForker: Bool) -> Int32 {
        var rest = descriptors[...]
        let outcome = rest.popFirst() ?? -1
        let argumentFile = argument == nil ? rest.popFirst() : nil
        Descriptors.plugStandardStreams()
        if standardInput == .null { Descriptors.emptyStandardInput() }
        CurrentProcess.become(
            CurrentProcess.Identity(
                name: name, atExit: atExit,
                parent: ParentProcess(name: parentName, pid: parentPid, isForker: isForker),
                descriptors: Array(rest)))
        let code = ChildProcess.leaveOutcome(in: outcome, prints: false) {
            limits?.apply(noting: outcome)
            var bytes = argument ?? []
            if let argumentFile {
                bytes = try FileDescriptor(owning: argumentFile, path: "argument").contents()
            }
            return try EntryPointRegistry.shared.body(entryPoint)(bytes)
        }
        ChildRegistry.shared.endAll(code: code)
        return code
    }
}
