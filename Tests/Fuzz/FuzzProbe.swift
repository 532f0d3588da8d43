// Gives bytes to whatever reads bytes from outside.
//
//     fuzz-probe TARGET FILE…                       replays inputs
//     fuzz-probe TARGET --mutate FIRST COUNT FILE…  damages them by chance; input number N is always the same
//     fuzz-probe TARGET [options] [DIRECTORY]       goes on from them as libFuzzer does, in a build with it (make fuzz)

#if DEBUG || FUZZING
    import CTestSupport
    import Platform

    nonisolated(unsafe) private var target: (UnsafeRawBufferPointer) -> Void = { _ in }

    // A library to the compiler, since one of libFuzzer's options makes it so.
    @main enum FuzzProbe {
        static func main() {
            let arguments = CommandLine.arguments
            guard arguments.count > 2, let chosen = fuzzTargets[arguments[1]] else {
                end(
                    "usage: fuzz-probe TARGET FILE…; the targets are \(fuzzTargets.keys.sorted().joined(separator: " "))"
                )
            }
            unsafe target = chosen
            let code = unsafe test_fuzz(
                CommandLine.argc - 1, CommandLine.unsafeArgv + 1,
                { bytes, count in unsafe target(UnsafeRawBufferPointer(start: bytes, count: count)) })
            // This build has no fuzzer.
            guard code < 0 else { Fork.exitNow(code) }
            if arguments[2] == "--mutate" { mutate(arguments) } else { replay(arguments) }
        }

        private static func mutate(_ arguments: [String]) {
            guard arguments.count > 5, let first = Int(arguments[3]), let count = Int(arguments[4]) else {
                end("usage: fuzz-probe TARGET --mutate FIRST COUNT FILE…")
            }
            let inputs = contents(arguments.dropFirst(5))
            for number in first..<first + count {
                unsafe mutated(inputs, number).withUnsafeBytes { unsafe target($0) }
            }
            print("\(arguments[1]): \(count) mutations")
        }

        private static func replay(_ arguments: [String]) {
            let inputs = contents(arguments.dropFirst(2))
            for input in inputs { unsafe input.withUnsafeBytes { unsafe target($0) } }
            print("\(arguments[1]): \(inputs.count) inputs")
        }

        private static func contents(_ paths: ArraySlice<String>) -> [[UInt8]] {
            paths.map { path in
                guard let bytes = FileSystem.bytes(path) else { end("\(path): cannot be read") }
                return bytes
            }
        }

        private static func end(_ text: String) -> Never {
            Terminal.writeError(text + "\n")
            Fork.exitNow(64)
        }
    }
#else
    @main enum FuzzProbe {
        static func main() { print("fuzz-probe is of debug builds and of make fuzz") }
    }
#endif
