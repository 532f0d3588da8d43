internal import Platform

/// The process that runs this.
public enum CurrentProcess {
    /// What a child is told of itself; in the process that the shell started there is none.
    struct Identity {
        let name: String
        let atExit: ChildOptions.AtExit
        let parent: ParentProcess
        var descriptors: [Int32] = []
    }

    // SAFETY: written once, in a process that has just begun and has one thread; only read after that.
    nonisolated(unsafe) private static var identity: Identity?

    /// "main" in the process that the shell started.
    public static var name: String { unsafe identity?.name ?? "main" }

    public static var pid: Int32 { Fork.currentPid }

    /// Whether it ends with its parent and may not have children.
    public static var isDaemon: Bool { unsafe identity?.atExit == .terminated }

    /// Who started this process through this library; nil for the one that the shell started.
    public static var parent: ParentProcess? { unsafe identity?.parent }

    /// Descriptors that a process started by a fork server or by spawn was given, in the order of its request.
    public static var descriptors: [Int32] { unsafe identity?.descriptors ?? [] }

    /// Processors this process may run on: its affinity mask, or its container's quota rounded up where that is less.
    public static var availableProcessors: Int { Machine.availableProcessors }

    /// Runs `body` before this process ends in order: when its closure has returned or thrown, it returns from `main`, or
    /// it calls `exit`; the last registered first, and before children are waited for. Not when it is killed, nor in
    /// processes forked from it.
    public static func atExit(_ body: @escaping @Sendable () -> Void) { ChildRegistry.shared.atExit(body) }

    /// Makes this process the child that it has just become, before anything of the program runs in it.
    static func become(_ new: Identity) { unsafe identity = new }
}
