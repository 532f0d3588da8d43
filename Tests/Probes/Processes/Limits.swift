import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// The certificate of a child with these limits.
private func certificate(_ limits: ProcessLimits, _ body: @escaping () throws -> Void) throws -> DeathCertificate {
    let child = try ChildProcess.start(ChildOptions(name: "limited", errors: .kept, limits: limits), body)
    guard try child.join(timeout: .seconds(20)) != nil else {
        child.kill()
        try child.join()
        check(false, "no limit ended it")
        return child.certificate!
    }
    return child.certificate!
}

private func limits(_ change: (inout ProcessLimits) -> Void) -> ProcessLimits {
    var limits = ProcessLimits()
    change(&limits)
    return limits
}

private func burn() {
    var number: UInt64 = 1
    while number != 0 { number = number &* 3 | 1 }
}

/// Each limit ends what goes beyond it, and the certificate says which it was; what stays below is not disturbed.
func childLimits() throws {
    let time = try certificate(limits { $0.cpuTime = .seconds(1) }) { burn() }
    check(time.limit == .cpuTime(.seconds(1)) && time.status == .killed(signal: SIGXCPU), "\(time)")
    check("\(time)".contains("because of its limit, 1.0 seconds of processor time"), "\(time)")
    let stubborn = try certificate(limits { $0.cpuTime = .seconds(1) }) {
        signal(SIGXCPU, SIG_IGN)
        burn()
    }
    check(stubborn.limit == .cpuTime(.seconds(1)) && stubborn.status == .killed(signal: SIGKILL), "\(stubborn)")

    let memory = try certificate(limits { $0.memory = 64 << 20 }) {
        var blocks: [[UInt8]] = []
        while true { blocks.append([UInt8](repeating: 1, count: 1 << 20)) }
    }
    check(memory.limit == .memory(64 << 20) && !memory.status.isSuccess, "\(memory)")
    let huge = try certificate(limits { $0.memory = 64 << 20 }) { _ = [UInt8](repeating: 1, count: 1 << 33).count }
    check(huge.limit == .memory(64 << 20), "\(huge)")
    let modest = try certificate(limits { $0.memory = 64 << 20 }) { _ = [UInt8](repeating: 1, count: 1 << 20).count }
    check(modest.limit == nil && modest.status.isSuccess, "\(modest)")
    // Of another cause.
    let crash = try certificate(limits { $0.memory = 64 << 20 }) { raise(SIGSEGV) }
    check(crash.limit == nil && crash.status == .killed(signal: SIGSEGV), "\(crash)")

    let files = try certificate(limits { $0.openFiles = 30 }) {
        var open: [Int32] = []
        while true { open.append(try FileDescriptor.open("/dev/null", .read).release()) }
    }
    check(files.limit == .openFiles(30) && files.status == .exited(code: 1), "\(files)")

    let refused = try certificate(limits { $0.files = .none }) { _ = try FileDescriptor.open("/etc/passwd", .read) }
    check(refused.limit == .files && refused.status == .exited(code: 1), "\(refused)")
    check("\(refused)".contains("because of its limit, no files"), "\(refused)")
    let unrelated = try certificate(limits { $0.files = .none }) { throw Unlucky(number: 1) }
    check(unrelated.limit == nil && unrelated.status == .exited(code: 1), "\(unrelated)")
    let readable = try certificate(limits { $0.files = .readOnly }) {
        _ = try FileDescriptor.open("/etc/passwd", .read)
    }
    check(readable.limit == nil && readable.status.isSuccess, "\(readable)")

    // Refused by the sandbox.
    let place = "/tmp/limits-\(CurrentProcess.pid)"
    let written = try certificate(limits { $0.files = .readOnly }) { _ = try FileDescriptor.open(place, .createNew) }
    check(written.limit == .changesOfFiles && written.status == .exited(code: 1), "\(written)")
    check("\(written)".contains("because of its limit, no changes of files"), "\(written)")
    // Root is kept from nothing by permissions; for others they may be why, which is nobody's limit.
    if geteuid() != 0 {
        let owned = try certificate(limits { $0.files = .readOnly }) {
            _ = try FileDescriptor.open("/etc/passwd", .create)
        }
        check(owned.limit == nil && owned.status == .exited(code: 1), "\(owned)")
    }

    for forbidden in [
        { _ = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }, { _ = try? ChildProcess.start {} },
        { executeTrue() }, { _ = kill(getppid(), 0) },
    ] as [() -> Void] {
        let isolated = try certificate(limits { $0.isIsolated = true }, forbidden)
        check(isolated.limit == .isolation && isolated.status == .killed(signal: SIGSYS), "\(isolated)")
    }

    // The sandbox: no files; what is open, and computing, goes on.
    let task = try ProcessTask.start(ChildOptions(limits: .sandbox(cpuTime: .seconds(5), memory: 256 << 20))) {
        () -> [Bool] in
        let numbers = (0..<100_000).map { $0 * 2 }
        return [
            (try? FileDescriptor.open("/etc/passwd", .read)) == nil ? true : false, numbers.last == 199_998,
            isCreated("/tmp/x"),
        ]
    }
    check(try task.value() == [true, true, false])
    let reader = try ProcessTask.start(ChildOptions(limits: limits { $0.files = .readOnly })) { () -> [Bool] in
        [FileSystem.text("/etc/passwd") != nil, isCreated("/tmp/x")]
    }
    check(try reader.value() == [true, false])
    let privileges = try ProcessTask.start(ChildOptions(limits: limits { $0.forbidsNewPrivileges = true })) {
        FileSystem.text("/proc/self/status")?.contains("NoNewPrivs:\t1") == true
    }
    check(try privileges.value())
    // Abort is a crash and no crime.
    let aborted = try certificate(.sandbox()) { abort() }
    check(aborted.limit == nil && aborted.status == .killed(signal: SIGABRT), "\(aborted)")

    // Workers of a pool, and children of the other start methods.
    var options = PoolOptions(workers: 2)
    options.limits = .sandbox(cpuTime: .seconds(1), memory: 64 << 20)
    let pool = try ProcessPool(options) { (number: Int) -> Int in
        if number == 3 { burn() }
        if number == 5 { _ = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        if number == 7 { return [UInt8](repeating: 1, count: 1 << 30).count }
        return number
    }
    let outcomes = try pool.outcomes(of: 0..<10, chunkSize: 1)
    for (index, outcome) in outcomes.enumerated() {
        let expected: ProcessLimits.Hit? = [3: .cpuTime(.seconds(1)), 5: .isolation, 7: .memory(64 << 20)][index]
        switch outcome {
        case .success(let value): check(expected == nil && value == index, "\(index): \(value)")
        case .failure(let error):
            guard case .died(let certificate, _) = error.failure else { return check(false, "\(error)") }
            check(certificate.limit == expected, "\(certificate)")
        }
    }
    try pool.close()
}

private func executeTrue() {
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
    execv("/bin/true", &arguments)
}

private func isCreated(_ path: String) -> Bool {
    let raw = open(path, O_WRONLY | O_CREAT, 0o600)
    if raw >= 0 { close(raw) }
    return raw >= 0
}
