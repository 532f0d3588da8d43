internal import Glibc

/// A thread of this process that nobody joins. A process that has started one cannot fork safely any more.
public enum DetachedThread {
    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    /// Starts it with all signals blocked, so that they go to threads that expect them.
    public static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let argument = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        var thread = pthread_t()
        let failure = unsafe pthread_create(
            &thread, nil,
            { argument in
                // SAFETY: what `start` retained, handed over once.
                if let argument = unsafe argument {
                    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, argument)
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        if failure != 0 {
            unsafe Unmanaged<Body>.fromOpaque(argument).release()
            throw SystemError(code: failure, operation: "pthread_create")
        }
        pthread_detach(thread)
    }
}
