// Processes that log to one place, for tests: a test runner cannot fork safely itself.
import Glibc
import Logging
import Multiprocessing
import MultiprocessingLogging
import ProbeSupport

/// Many processes write lines of all lengths into a pipe, where long ones would be mixed; some are killed meanwhile.
func wholeLines() throws {
    var ends: [Int32] = [0, 0]
    check(unsafe pipe(&ends) == 0)
    let output = try SharedLogOutput(descriptor: ends[1])
    let lines = 40
    func log(_ writer: Int, _ count: Int) {
        var logger = Logger(label: "probe") { SharedLogHandler(label: $0, output: output) }
        logger[metadataKey: "writer"] = "\(writer)"
        logger.debug("not written")
        for line in 0..<count {
            // A pipe takes 4096 bytes at once, and has room for 65,536.
            let length = [10, 5000, 70_000][line % 3]
            logger.warning("start \(String(repeating: "x", count: length)) end", metadata: ["line": "\(line)"])
        }
    }
    let writers = try (0..<4).map { writer in
        try ChildProcess.start(.named("writer \(writer)")) { log(writer, lines) }
    }
    let victims = try (4..<8).map { writer in try ChildProcess.start { while true { log(writer, 1000) } } }
    let killer = try ChildProcess.start {
        for victim in victims {
            usleep(30_000)
            kill(victim.pid, SIGKILL)
        }
    }
    close(ends[1])
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = unsafe read(ends[0], &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    for child in writers + [killer] { check(try child.join() == .exited(code: 0)) }
    for victim in victims { check(try victim.join() == .killed(signal: SIGKILL)) }

    var next = [0, 0, 0, 0]
    var cut = 0
    var last = ""
    for line in bytes.split(separator: 10) {
        let text = String(decoding: line, as: UTF8.self)
        let parts = text.split(separator: " end; line=")
        guard text.contains(" warning probe ["), parts.count > 1 else {
            cut += 1
            continue
        }
        check(parts.count == 2 && text.split(separator: "start x").count == 2, "two lines are mixed")
        let time = String(text.prefix(24))
        check(time >= last && time.hasSuffix("Z"), "times go back: \(last), \(time)")
        last = time
        let fields = parts[1].split(separator: " ")
        let writer = Int(fields[1].dropFirst("writer=".count)) ?? -1
        guard (0..<4).contains(writer) else { continue }
        check(text.contains("[writer \(writer), \(writers[writer].pid)]"))
        check(Int(fields[0]) == next[writer], "line \(fields[0]) of writer \(writer) after \(next[writer])")
        next[writer] += 1
    }
    check(next == [lines, lines, lines, lines], "\(next)")
    check(cut <= victims.count, "\(cut) lines are not whole, of \(victims.count) that were killed")
    check(!String(decoding: bytes, as: UTF8.self).contains("not written"))
}

/// An event is one line, in a file that others had before.
func lines() throws {
    let path = CommandLine.arguments[2]
    let output = try SharedLogOutput(appendingTo: path)
    let provider = Logger.MetadataProvider { ["request": "7"] }
    var logger = Logger(label: "file") { SharedLogHandler(label: $0, output: output, metadataProvider: provider) }
    logger.info("one\ntwo\r\nthree")
    logger.logLevel = .trace
    logger.trace("low", metadata: ["request": "8", "list": ["a", "b"]])
    check(try ChildProcess.start(.named("child")) { logger.error("theirs") }.join() == .exited(code: 0))
    check(thrown { try SharedLogOutput(appendingTo: "/nowhere/log") } is SyncError)
}

switch CommandLine.arguments.dropFirst().first {
case "whole-lines": try wholeLines()
case "lines": try lines()
default: check(false, "whole-lines, or lines FILE")
}
exit(failures == 0 ? 0 : 1)
