internal import Platform

/// The children of this process that nobody has seen end, and what else is to be done before it ends in order.
final class ChildRegistry: @unchecked Sendable {
    static let shared = ChildRegistry()

    private let lock = ThreadLock()
    private var children: [Int32: ChildProcess] = [:]
    /// Those whose outcome somebody still has to ask for, or has not asked for before it was too late.
    private var questions: [ObjectIdentifier: ChildProcess] = [:]
    private var exits: [@Sendable () -> Void] = []
    /// Closes what children may wait for the end of.
    private var closeEnds: (@Sendable () -> Void)?
    private var names = 0
    private(set) var forkCount = 0
    private var isHooked = false

    /// How long daemons may take to end after SIGTERM.
    private static let grace = Duration.seconds(1)

    var all: [ChildProcess] { lock.withLock { children.values.sorted { $0.pid < $1.pid } } }

    func nextName() -> String {
        lock.withLock {
            names += 1
            return "\(CurrentProcess.name == "main" ? "child" : CurrentProcess.name)-\(names)"
        }
    }

    /// - Parameter inherits: whether it was forked from this process, and has all that this has.
    func add(_ child: ChildProcess, inherits: Bool = false) {
        for child in lock.withLock({ Array(questions.values) }) where child.isGivenUp { _ = try? child.poll() }
        lock.withLock {
            children[child.pid] = child
            if inherits {
                forkCount += 1
                child.heirNumber = forkCount
            }
            if child.atExit != .left { hook() }
        }
    }

    func atExit(_ body: @escaping @Sendable () -> Void) {
        lock.withLock {
            exits.append(body)
            hook()
        }
    }

    /// Has `endAll` called when this process ends by itself.
    func hookExit() { lock.withLock { hook() } }

    /// The same, with what is done before it waits for children.
    func hookExit(closing: @escaping @Sendable () -> Void) {
        lock.withLock {
            closeEnds = closing
            hook()
        }
    }

    private func hook() {
        if isHooked { return }
        isHooked = true
        unsafe CurrentProgram.atExit { code, _ in ChildRegistry.shared.endAll(code: code) }
    }

    func addQuestion(_ child: ChildProcess) {
        lock.withLock {
            questions[ObjectIdentifier(child)] = child
            hook()
        }
    }

    func removeQuestion(_ child: ChildProcess) { lock.withLock { questions[ObjectIdentifier(child)] = nil } }

    func remove(_ child: ChildProcess) {
        lock.withLock { if children[child.pid] === child { children[child.pid] = nil } }
    }

    /// In a process that has just been forked: the children are its siblings, and what its parent does at its end is none
    /// of its business.
    func abandonAll() {
        for child in children.values { child.abandon() }
        ForkServer.abandon()
        // Whoever holds their objects keeps them; they are worth nothing here.
        questions = [:]
        children = [:]
        exits = []
        names = 0
    }

    /// Before this process ends: its own affairs, the last first; then daemons are told to end, and the others waited for.
    func endAll(code: Int32) {
        while let body = lock.withLock({ exits.popLast() }) { body() }
        OpenEnds.shared.endAll(inOrder: code == 0)
        lock.withLock { closeEnds }?()
        for child in all where child.atExit == .joined { child.closeLine() }
        let daemons = all.filter { $0.atExit == .terminated }
        for child in daemons { child.terminate() }
        let deadline = Instant.now.advanced(by: ChildRegistry.grace)
        for child in all where child.atExit == .joined { _ = try? child.join() }
        for child in daemons where (try? child.join(timeout: deadline.remaining)) == .some(nil) {
            child.kill()
            _ = try? child.join()
        }
        for child in lock.withLock({ Array(questions.values) }) where (try? child.poll()) == true {
            child.printUnheard()
        }
    }
}
