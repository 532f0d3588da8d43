private import CThresh
internal import Glibc

/// What a process can arrange for its own end, and starting its program anew.
public enum CurrentProgram {
    public static var parentPid: Int32 { getppid() }

    /// The words that the program was started with, its own name first, as names of files: in them is every byte.
    public static var arguments: [String] {
        (0..<Int(CommandLine.argc)).compactMap { index in
            unsafe CommandLine.unsafeArgv[index].map { unsafe FileName.string(cString: $0) }
        }
    }

    /// Runs `body` with the exit code when this process ends through `exit` or by returning from `main`; also in processes
    /// forked from it later, when they end that way.
    public static func atExit(_ body: @escaping @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void) {
        unsafe _ = on_exit(body, nil)
    }

    /// Ends this process in order: exit handlers, then buffers.
    public static func exit(_ code: Int32) -> Never { Glibc.exit(code) }

    /// Has the kernel kill this process once the other end of a pipe that is never written to is closed.
    public static func die(withPipe descriptor: Int32) throws(SystemError) {
        let failure = thresh_die_with_pipe(descriptor)
        if failure < 0 { throw SystemError(code: -failure, operation: "fcntl") }
    }

    /// Has the kernel kill this process when the thread ends that started it; at once where it has ended meanwhile.
    public static func dieWithParent() {
        let parent = getppid()
        _ = thresh_death_signal(SIGKILL)
        if getppid() != parent { _exit(128 + SIGKILL) }
    }

    /// Starts the executable of this process once more, in a process with none of its memory and of its descriptors
    /// only the standard ones and those named, from number 3 on. May be called in a process with threads.
    public static func spawn(
        arguments: [String], environment: [String: String], descriptors: [Int32]
    ) throws(SystemError) -> Fork.Child {
        var pidfd: Int32 = -1
        let pid = unsafe withCStrings(arguments) { arguments in
            unsafe withEnvironment(adding: environment) { variables in
                unsafe descriptors.withUnsafeBufferPointer { rights in
                    unsafe thresh_spawn_self(arguments, variables, rights.baseAddress!, Int32(rights.count), &pidfd)
                }
            }
        }
        if pid < 0 { throw SystemError(code: -pid, operation: "exec", subject: "/proc/self/exe") }
        return Fork.Child(pid: pid, pidfd: pidfd)
    }

    /// Takes a variable out of this process's environment.
    public static func removeEnvironment(_ name: String) { unsafe _ = unsetenv(name) }

    /// This process's environment with some variables added or replaced, as exec takes it.
    static func withEnvironment<R>(
        adding variables: [String: String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        unsafe withCStrings(inherited(without: variables) + variables.map { "\($0.key)=\($0.value)" }, body)
    }

    private static func inherited(without replaced: [String: String]) -> [String] {
        var result: [String] = []
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe FileName.string(cString: entry)
            if let name = text.split(separator: "=", maxSplits: 1).first, replaced[String(name)] == nil {
                result.append(text)
            }
            unsafe next += 1
        }
        return result
    }

    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var pointers = unsafe strings.map { unsafe FileName.withCString($0) { unsafe strdup($0) } } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe pointers.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress!) }
    }
}
