// Gives bytes to whatever reads bytes from outside: fuzz-probe TARGET FILE… replays inputs, and a build with --sanitize=fuzzer
// (make fuzz) goes on from them: fuzz-probe TARGET [options of libFuzzer] [DIRECTORY].

#if DEBUG || FUZZING
    import CTestSupport
    import Platform

    nonisolated(unsafe) private var target: (UnsafeRawBufferPointer) -> Void = { _ in }

    private func end(_ text: String) -> Never {
        Terminal.writeError(text + "\n")
        Fork.exitNow(64)
    }

    private let arguments = CommandLine.arguments
    if arguments.count == 2, arguments[1] == "--list" {
        for name in fuzzTargets.keys.sorted() { print(name) }
        Fork.exitNow(0)
    }
    guard arguments.count > 2, let chosen = fuzzTargets[arguments[1]] else {
        end(
            "usage: fuzz-probe TARGET FILE…, where TARGET is one of \(fuzzTargets.keys.sorted().joined(separator: " "))"
        )
    }
    unsafe target = chosen

    private let code = unsafe test_fuzz(
        CommandLine.argc - 1, CommandLine.unsafeArgv + 1,
        { bytes, count in unsafe target(UnsafeRawBufferPointer(start: bytes, count: count)) })
    // This build has no fuzzer.
    guard code < 0 else { Fork.exitNow(code) }
    for path in arguments[2...] {
        guard let bytes = FileSystem.bytes(path) else { end("\(path): cannot be read") }
        unsafe bytes.withUnsafeBytes { unsafe target($0) }
    }
    print("\(arguments[1]): \(arguments.count - 2) inputs")
#else
    print("fuzz-probe is of debug builds and of make fuzz")
#endif
