private import CThresh

/// Numbers of this process and thread, without a system call.
public enum Identity {
    public static var processID: Int32 { thresh_process_id() }
    public static var threadID: Int32 { thresh_thread_id() }

    /// The process of a thread, or nil when there is no such thread any more.
    public static func process(ofThread thread: Int32) -> Int32? {
        guard let text = FileSystem.text("/proc/\(thread)/status") else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("Tgid:") }
        return line.flatMap { Int32($0.dropFirst(5).drop { $0 == "\t" || $0 == " " }) }
    }
}
