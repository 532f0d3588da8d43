#if FaultPoints
    private import CThresh
    internal import Glibc

    /// Places that a build with the trait `FaultPoints` passes, where it can be told to fail: each system call by its
    /// name, and the boundaries of a job's stages. Which of them fails, how, and at which passage is in the environment
    /// variable `THRESH_FAULT` (`CThreshFaults.h`). No other build has any of this.
    public enum FaultPoint {
        /// The boundary of a stage: the process may end here, and nothing else.
        public static func pass(_ name: StaticString) {
            _ = unsafe thresh_fault(UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self), "")
        }

        /// Whether the call is to fail, for the reason that is in `errno` then.
        static func fails(_ call: String, _ subject: String) -> Bool {
            let code = unsafe thresh_fault(call, subject)
            errno = code
            return code != 0
        }

        /// How many of `byteCount` bytes the call whose `fails` was asked before is to move.
        static func room(for byteCount: Int) -> Int { thresh_fault_room(byteCount) }

        /// Whether it is to succeed without having written anything, as a disk that lies.
        static var isLost: Bool { thresh_fault_loses() != 0 }
    }
#endif
