import Foundation
import TestSupport
import Testing

/// How `thresh logs … --follow` waits, ends, refuses, and draws on a terminal.
@Suite(.serialized, .timeLimit(.minutes(2))) struct FollowProcessTests: FollowedLog {
    let log: GeneratedLog

    init() throws { log = try GeneratedLog(lineCount: 900) }

    @Test func nothingToDoCostsNothing() throws {
        try append(text(log.lines), to: "a.log")
        func ticks(_ pid: pid_t) throws -> Int {
            let fields = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
                .split(separator: ")").last!.split(separator: " ")
            return Int(fields[11])! + Int(fields[12])!
        }
        let top = try start("top", "2", "--by", "ip", "--follow", "a.log")
        #expect(waitForLines(top, 2))
        usleep(200_000)
        let before = try ticks(top.pid)
        usleep(2_000_000)
        #expect(try ticks(top.pid) - before <= 2)
        #expect(try end(top).isSuccess)
    }

    @Test func aReaderThatLeaves() throws {
        // Without another line: the pipe itself is watched.
        for question in ["top 3 --by ip", "rate --every 1h", "grep --where 'status > 0'"] {
            let result = try shell(
                "set -o pipefail; timeout 20 thresh logs \(question) --follow access.log | head -1 | wc -l",
                in: directory.path)
            expectPrints(result, "1\n")
        }
    }

    @Test func onlyFromNowOn() throws {
        try append(text(log.lines), to: "a.log")
        let grep = try start("grep", "--since", "now", "--where", "status = 299", "--follow", "a.log")
        usleep(300_000)
        try append("1.1.1.1 - - [06/Jan/2099:00:00:00 +0000] \"GET / HTTP/1.1\" 299 1\n", to: "a.log")
        #expect(waitForLines(grep, 1))
        let result = try end(grep)
        #expect(result.isSuccess && result.text.split(separator: "\n").count == 1, "\(result)")
    }

    @Test(arguments: [
        (["top", "3", "--by", "ip", "--interval", "1s", "access.log"], "add --follow"),
        (["rate", "--follow", "--interval", "soon", "access.log"], "--interval soon"),
        (["rate", "--follow", "--interval", "0s", "access.log"], "--interval 0s"),
        (["rate", "--follow", "-o", "out", "access.log"], "-o"),
        (["rate", "--follow", "--html", "out.html", "access.log"], "--html"),
        (["rate", "--follow", "-o", "out.db", "--output-format", "sqlite", "access.log"], "leave out -o, or --follow"),
        (["grep", "--where", "status > 0", "--follow", "-o", "out", "access.log"], "-o"),
        (["grep", "--where", "status > 0", "--follow", "--output-format", "json", "access.log"], "lines as they are"),
        (["top", "3", "--by", "ip", "--follow", "--memory", "9M", "access.log"], "--memory 9M"),
        (["top", "3", "--by", "ips", "--follow", "access.log"], "did you mean 'ip'"),
        (["top", "3", "--by", "ip", "--follow", "-", "-"], "named twice"),
    ])
    func whatIsWrongIsSaid(arguments: [String], words: String) throws {
        let result = try thresh(["logs"] + arguments, in: directory)
        #expect(result.exitCode == 64 && result.errors.contains(words), "\(result)")
    }

    @Test func aTerminalIsRedrawn() throws {
        let script = """
            import pty, os, sys, time, select, struct, fcntl, termios
            pid, terminal = pty.fork()
            if pid == 0:
                os.environ["TERM"] = "xterm"
                os.execvp(sys.argv[1], sys.argv[1:])
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 9, 44, 0, 0))
            output = b""
            def pump(wanted, seconds=15):
                global output
                end = time.time() + seconds
                while time.time() < end and wanted not in output:
                    if select.select([terminal], [], [], 0.05)[0]:
                        try: output += os.read(terminal, 65536)
                        except OSError: break
            pump(b"900 lines, 900 used")
            open("a.log", "a").write(open("access.log").read())
            pump(b"1,800 lines, 1,800 used")
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 12, 60, 0, 0))
            pump(b"\\x1b[2J")
            os.write(terminal, b"\\x03")
            pump(b"no such text", 1)
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            sys.stdout.buffer.write(output)
            sys.exit(code)
            """
        try directory.write(Array(script.utf8), to: "terminal.py")
        let python = try shell("command -v python3", in: directory.path)
        if !python.isSuccess { return print("no python3 here: drawing on a terminal was not tested") }
        for (question, mark) in [("top 40 --by 'ip, path'", "…"), ("rate --every 6h", "██")] {
            let result = try shell(
                "cp access.log a.log; python3 terminal.py thresh logs \(question) --follow a.log", in: directory.path)
            #expect(result.isSuccess && result.text.contains(mark), "\(result)\n\(result.text)")
            // No frame is higher than the terminal, which was 9 rows at first, or a row wider.
            let frames = result.text.split(separator: "\u{1B}[J")
            #expect(frames.count >= 3, "\(result.text)")
            for frame in frames.prefix(2) {
                let rows = frame.split(separator: "\r\n", omittingEmptySubsequences: false)
                #expect(rows.count <= 9, "\(frame)")
                for row in rows {
                    let text = row.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "").replacing("\r", with: "")
                    #expect(text.count < 44, "\(row)")
                }
            }
        }
    }
}
