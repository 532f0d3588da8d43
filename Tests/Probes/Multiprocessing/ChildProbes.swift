import Glibc
import Multiprocessing
import Platform
import ProbeSupport

func childEndings() throws {
    for code: Int32 in [0, 1, 42, 70, 255] {
        let process = try child("child") { code }
        check(try process.join() == .exited(code: code), "\(process.certificate!)")
        check(process.certificate!.description.contains("exited with code \(code)"), "\(process.certificate!)")
    }
    for (signal, name) in [(SIGKILL, "SIGKILL"), (SIGTERM, "SIGTERM"), (SIGSEGV, "SIGSEGV"), (SIGABRT, "SIGABRT")] {
        let process = try child("child") {
            raise(signal)
            return 0
        }
        check(try process.join() == .killed(signal: signal), "\(process.certificate!)")
        check(process.certificate!.description.contains("was killed by \(name)"), "\(process.certificate!)")
    }
    let process = try ChildProcess.fork(name: "trap") { Int32([Int]()[Int(getpid())]) }
    if case .killed = try process.join() {} else { check(false, "\(process.certificate!)") }
}

func childCertificate() throws {
    let size = 100 << 20
    let process = try child("map worker 3") {
        let memory = malloc(size)!
        memset(memory, 1, size)
        return memory.load(as: UInt8.self) == 1 ? 0 : 3
    }
    _ = try process.join()
    let certificate = process.certificate!
    check(certificate.name == "map worker 3" && certificate.pid == process.pid, "\(certificate)")
    check(certificate.peakResidentBytes >= UInt64(size), "peak \(certificate.peakResidentBytes)")
    check(certificate.peakResidentBytes < UInt64(size) + 100 << 20, "peak \(certificate.peakResidentBytes)")
    check(certificate.outOfMemory != true, "\(certificate)")
    check("\(certificate)".contains("peak memory 1"), "\(certificate)")
}

func childOfThreads() throws {
    var thread = pthread_t()
    pthread_create(
        &thread, nil,
        { _ in
            sleep(30); return nil
        }, nil)
    do {
        _ = try ChildProcess.fork(name: "child") { 0 }
        check(false, "forked with two threads")
    } catch {
        guard case ProcessError.multithreaded(let threads) = error else { return check(false, "\(error)") }
        check(threads == 2, "\(threads) threads")
        check("\(error)".contains("2 threads") && "\(error)".contains("start children before"), "\(error)")
    }
    pthread_cancel(thread)
    pthread_join(thread, nil)
    // The kernel takes a moment to forget the thread.
    for _ in 0..<100 where Fork.threadCount > 1 { pause(milliseconds: 5) }
    check(try child("child") { 0 }.join()?.isSuccess == true, "cannot fork any more")
}

func childWaiting() throws {
    let process = try child("child") {
        forever()
    }
    check(try !process.poll(), "ended")
    var ready: Set<Int32> = [1]
    var elapsed = try milliseconds {
        ready = try Poller.wait(for: [process.descriptor], until: Instant.now.advanced(by: .milliseconds(100)))
    }
    check(ready.isEmpty && elapsed >= 100, "readable while it runs, after \(elapsed) ms")
    elapsed = try milliseconds { check(try process.join(timeout: .milliseconds(150)) == nil, "joined") }
    check(elapsed >= 150 && isPrompt(milliseconds: elapsed), "150 ms took \(elapsed)")

    process.kill()
    elapsed = try milliseconds {
        ready = try Poller.wait(for: [process.descriptor], until: Instant.now.advanced(by: .seconds(5)))
    }
    check(ready == [process.descriptor] && isPrompt(milliseconds: elapsed), "noticed after \(elapsed) ms")
    check(try process.poll(), "not ended")
    // Reaped: not even a zombie is left.
    check(!FileSystem.exists("/proc/\(process.pid)"), "a zombie is left")
    check(try process.join() == .killed(signal: SIGKILL), "\(process.certificate!)")
    check(try process.join(timeout: .zero) == .killed(signal: SIGKILL), "the second join differs")
    process.kill()
}

func childSignals() throws {
    // A child has neither the handlers nor the mask nor the ignored signals of its parent.
    signal(SIGTERM, SIG_IGN)
    let descriptor = try SignalDescriptor([SIGINT, SIGHUP])
    for (name, end) in [("terminate", { $0.terminate() }), ("interrupt", { $0.interrupt() })]
        as [(String, (ChildProcess) -> Void)]
    {
        let process = try child(name) {
            forever()
        }
        pause(milliseconds: 20)
        end(process)
        let status = try process.join(timeout: .seconds(1))
        check(
            status == .killed(signal: name == "terminate" ? SIGTERM : SIGINT), "\(name): \(String(describing: status))")
        process.kill()
    }
    check(descriptor.next() == nil, "the parent got a child's signal")
}

/// Prints the pids of a child and of a grandchild, and waits to be killed.
func childOrphan() throws {
    let words = try SharedWords(2)
    let middle = try child("child") {
        let inner = try child("grandchild") {
            words[1] = 1
            forever()
        }
        words[0] = Int(inner.pid)
        forever()
    }
    words.awaitChange(of: 0, from: 0)
    words.awaitChange(of: 1, from: 0)
    print("\(middle.pid) \(words[0])")
    fflush(nil)
    forever()
}
