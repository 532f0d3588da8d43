internal import Platform

/// A process that executes this program anew: how it is started, and what it does instead of the program's `main`.
///
/// Its descriptors are 3: a pipe that is closed when its parent dies; 4: a file with its request; then those that the
/// request says. A variable of its environment says what it is, and is gone before anything else runs.
enum SpawnedProcess {
    enum Role: String { case child, server }

    private static let variable = "SWIFT_MULTIPROCESSING_ROLE"
    private static let firstDescriptor: Int32 = 3

    // SAFETY: written by `runIfNeeded`, in `main` before there are threads; only read after that.
    nonisolated(unsafe) private static var isHooked = false

    /// - Parameter request: bytes for a `.child`.
    static func start(
        _ role: Role, name: String, options: ChildOptions = ChildOptions(atExit: .left), request: [UInt8] = [],
        outcomeFile: Int32 = -1, descriptors: [Int32]
    ) throws(ProcessError) -> ChildProcess {
        guard unsafe isHooked else { throw .notHooked }
        let kills = ChildProcess.outOfMemoryKills
        let child: Fork.Child
        let lifeline: Int32
        do throws(SystemError) {
            let (read, write) = try FileDescriptor.pipe()
            let end = FileDescriptor(owning: read, path: "lifeline")
            let held = FileDescriptor(owning: write, path: "lifeline")
            let file = try Descriptors.memoryFile("request")
            try file.write([options.parentDeath == .killsChild ? 1 : 0] + request)
            child = try CurrentProgram.spawn(
                arguments: [CommandLine.arguments.first ?? "child", name], environment: [variable: role.rawValue],
                descriptors: [end.rawValue, file.rawValue] + descriptors)
            lifeline = held.release()
        } catch {
            throw .system(error)
        }
        let process = ChildProcess(
            name: name, pid: child.pid, pidfd: child.pidfd, descriptor: child.pidfd, outcomeFile: outcomeFile,
            lifeline: lifeline, kind: .ownChild, atExit: options.atExit, killsBefore: kills, limits: options.limits)
        ChildRegistry.shared.add(process)
        return process
    }

    /// In a process that was started this way: does what it was started for, and ends.
    static func runIfNeeded() {
        unsafe isHooked = true
        guard let name = Machine.environment(variable), let role = Role(rawValue: name) else { return }
        CurrentProgram.removeEnvironment(variable)
        do throws(SystemError) {
            let raws = try openDescriptors()
            guard raws.count >= 2 else { return }
            let file = FileDescriptor(owning: raws[1], path: "request")
            let request = try file.contents()
            if request.first == 1 { try CurrentProgram.die(withPipe: raws[0]) }
            CurrentProgram.exit(run(role, Array(request.dropFirst()), Array(raws.dropFirst(2))))
        } catch {
            // The parent is gone, or there is nothing to be run: this is not the program that its user started.
            Fork.exitNow(70)
        }
    }

    private static func run(_ role: Role, _ request: [UInt8], _ descriptors: [Int32]) -> Int32 {
        switch role {
        case .server: return descriptors.first.map { ForkServerLoop(socket: $0).run() } ?? 70
        case .child:
            guard let request = try? MessageDecoder().decode(ChildRequest.self, from: request) else { return 70 }
            return request.run(descriptors, isForker: true)
        }
    }

    private static func openDescriptors() throws(SystemError) -> [Int32] {
        var raws: [Int32] = []
        while Descriptors.isOpen(firstDescriptor + Int32(raws.count)) {
            let raw = firstDescriptor + Int32(raws.count)
            Descriptors.setClosesOnExec(raw, true)
            raws.append(raw)
        }
        return raws
    }
}
