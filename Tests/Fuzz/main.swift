// Gives bytes to whatever reads bytes from outside.
//
//     fuzz-probe TARGET FILE…                       replays inputs
//     fuzz-probe TARGET --mutate FIRST COUNT FILE…  damages them by chance; input number N is always the same
//     fuzz-probe TARGET [options] [DIRECTORY]       goes on from them as libFuzzer does, in a build with it (make fuzz)

#if DEBUG || FUZZING
    import CTestSupport
    import Platform

    nonisolated(unsafe) private var target: (UnsafeRawBufferPointer) -> Void = { _ in }

    private func end(_ text: String) -> Never {
        Terminal.writeError(text + "\n")
        Fork.exitNow(64)
    }

    private let arguments = CommandLine.arguments
    guard arguments.count > 2, let chosen = fuzzTargets[arguments[1]] else {
        end("usage: fuzz-probe TARGET FILE…; the targets are \(fuzzTargets.keys.sorted().joined(separator: " "))")
    }
    unsafe target = chosen

    private let code = unsafe test_fuzz(
        CommandLine.argc - 1, CommandLine.unsafeArgv + 1,
        { bytes, count in unsafe target(UnsafeRawBufferPointer(start: bytes, count: count)) })
    // This build has no fuzzer.
    guard code < 0 else { Fork.exitNow(code) }

    private let isMutating = arguments[2] == "--mutate"
    private let inputs = arguments.dropFirst(isMutating ? 5 : 2).map { path in
        guard let bytes = FileSystem.bytes(path) else { end("\(path): cannot be read") }
        return bytes
    }
    if isMutating {
        guard arguments.count > 5, let first = Int(arguments[3]), let count = Int(arguments[4]) else {
            end("usage: fuzz-probe TARGET --mutate FIRST COUNT FILE…")
        }
        for number in first..<first + count {
            unsafe mutated(inputs, number).withUnsafeBytes { unsafe target($0) }
        }
        print("\(arguments[1]): \(count) mutations")
    } else {
        for input in inputs { unsafe input.withUnsafeBytes { unsafe target($0) } }
        print("\(arguments[1]): \(inputs.count) inputs")
    }
#else
    print("fuzz-probe is of debug builds and of make fuzz")
#endif
