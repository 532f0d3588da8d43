internal import Platform

extension ChildProcess {
    /// Forks this process; the child runs `body`.
    ///
    /// - Throws: `.multithreaded` when this process has more than one thread, `.isDaemon` when it is a daemon.
    @discardableResult
    public static func start(
        _ options: ChildOptions = ChildOptions(), _ body: () throws -> Void
    ) throws(ProcessError) -> ChildProcess {
        try begin(options, prints: options.errors == .printed) {
            try body()
            return []
        }
    }

    /// The bare form, for who supervises children itself: the exit code is what `body` returns, nothing is told of
    /// errors, and nothing happens at this process's exit, except that the kernel kills the child.
    ///
    /// - Throws: `.multithreaded` when this process has more than one thread.
    public static func fork(name: String, _ body: () -> Int32) throws(ProcessError) -> ChildProcess {
        try fork(name: name, limits: nil, body)
    }

    static func fork(
        name: String, limits: ProcessLimits?, _ body: () -> Int32
    ) throws(ProcessError) -> ChildProcess {
        let options = ChildOptions(name: name, atExit: .left, limits: limits)
        if limits == nil { return try forked(options, name: name, outcomeFile: -1, body) }
        // For which limit was hit.
        let file: FileDescriptor
        do { file = try Descriptors.memoryFile("outcome") } catch { throw .system(error) }
        let child = try forked(options, name: name, outcomeFile: file.rawValue, body)
        _ = file.release()
        return child
    }

    /// A child that leaves the bytes that `body` returns.
    ///
    /// - Parameter prints: whether it writes what `body` throws to standard error.
    static func begin(
        _ options: ChildOptions, prints: Bool, _ body: () throws -> [UInt8]
    ) throws(ProcessError) -> ChildProcess {
        if CurrentProcess.isDaemon { throw .isDaemon(name: CurrentProcess.name) }
        let outcome: FileDescriptor
        do { outcome = try Descriptors.memoryFile("outcome") } catch { throw .system(error) }
        let raw = outcome.rawValue
        let child = try forked(options, name: options.name ?? ChildRegistry.shared.nextName(), outcomeFile: raw) {
            leaveOutcome(in: raw, prints: prints, body)
        }
        _ = outcome.release()
        return child
    }

    /// In the child: runs `body` and notes how it went, in a file that ends with the process. Returns the exit code.
    static func leaveOutcome(in raw: Int32, prints: Bool, _ body: () throws -> [UInt8]) -> Int32 {
        let file = FileDescriptor(owning: raw, path: "outcome")
        let code: Int32
        do {
            try ProcessOutcome.returned(try body()).write(to: file)
            code = 0
        } catch {
            ResourceLimits.noteFailure(error, in: raw)
            let place = "\(CurrentProcess.name) (pid \(CurrentProcess.pid))"
            let failure = RemoteError(error)
            try? ProcessOutcome.threw(failure.passing(place)).write(to: file)
            if prints { failure.print(in: place) }
            code = 1
        }
        _ = file.release()
        return code
    }

    private static func forked(
        _ options: ChildOptions, name: String, outcomeFile: Int32, _ body: () -> Int32
    ) throws(ProcessError) -> ChildProcess {
        let threads = Fork.threadCount
        if threads > 1 { throw .multithreaded(threads: threads) }
        do { try options.limits?.check() } catch { throw .system(error) }
        let kills = outOfMemoryKills
        let (parentName, parentPid) = (CurrentProcess.name, CurrentProcess.pid)
        let child: Fork.Child
        let expected = Family.expect(name)
        var lent: [SharedEnd] = []
        do {
            lent = try OpenEnds.shared.lend(to: expected.birth, options.ends)
            child = try Fork.run(deathSignal: options.parentDeath.signal) {
                ChildRegistry.shared.abandonAll()
                OpenEnds.shared.adopt(lent)
                if case .only(let kept) = options.descriptors { Descriptors.closeAll(except: kept + [outcomeFile]) }
                Descriptors.plugStandardStreams()
                if options.standardInput == .null { Descriptors.emptyStandardInput() }
                let parent = ParentProcess(name: parentName, pid: parentPid, isForker: true)
                CurrentProcess.become(CurrentProcess.Identity(name: name, atExit: options.atExit, parent: parent))
                options.limits?.apply(noting: outcomeFile)
                let code = body()
                ChildRegistry.shared.endAll(code: code)
                return code
            }
        } catch {
            for end in lent { end.withdraw(from: expected.birth) }
            Family.born(expected, pid: nil)
            throw .system(error)
        }
        Family.born(expected, pid: child.pid)
        let process = ChildProcess(
            name: name, pid: child.pid, pidfd: child.pidfd, descriptor: child.pidfd, outcomeFile: outcomeFile,
            kind: .ownChild, atExit: options.atExit, killsBefore: kills, limits: options.limits, member: expected)
        ChildRegistry.shared.add(process, inherits: true)
        return process
    }
}

extension ChildOptions.ParentDeath {
    var signal: Int32 {
        switch self {
        case .killsChild: Signals.kill
        case .terminatesChild: Signals.terminate
        case .isObserved: 0
        }
    }
}
