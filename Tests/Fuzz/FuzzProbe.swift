// Gives bytes to whatever reads bytes from outside.
//
//     fuzz-probe TARGET FILE…                       replays inputs
//     fuzz-probe TARGET --mutate FIRST COUNT FILE…  damages them by chance; input number N is always the same
//     fuzz-probe TARGET [options] [DIRECTORY]       goes on from them as libFuzzer does, in a build with it (make fuzz)

#if FUZZING
    import Platform

    nonisolated(unsafe) private var target: (UnsafeRawBufferPointer) -> Void = { _ in }

    // The program's `main` is libFuzzer's, which calls these.

    /// Takes the name of the target from the arguments.
    @_cdecl("LLVMFuzzerInitialize")
    public func initialize(
        _ count: UnsafeMutablePointer<CInt>,
        _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
    ) -> CInt {
        let given = unsafe arguments.pointee
        guard unsafe count.pointee > 1, let name = unsafe given[1],
            let chosen = unsafe fuzzTargets[String(cString: name)]
        else {
            Terminal.writeError("usage: fuzz-probe TARGET [options] [DIRECTORY]; the targets are \(targetNames)\n")
            Fork.exitNow(64)
        }
        unsafe target = chosen
        unsafe given[1] = given[0]
        unsafe arguments.pointee = given + 1
        unsafe count.pointee -= 1
        return 0
    }

    @_cdecl("LLVMFuzzerTestOneInput")
    public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        unsafe target(UnsafeRawBufferPointer(start: bytes, count: count))
        return 0
    }
#elseif DEBUG
    import Platform

    @main enum FuzzProbe {
        static func main() {
            let arguments = CommandLine.arguments
            guard arguments.count > 2, let target = unsafe fuzzTargets[arguments[1]] else {
                end("usage: fuzz-probe TARGET FILE…; the targets are \(targetNames)")
            }
            if arguments[2] == "--mutate" { mutate(arguments, target) } else { replay(arguments, target) }
        }

        private static func mutate(_ arguments: [String], _ target: (UnsafeRawBufferPointer) -> Void) {
            guard arguments.count > 5, let first = Int(arguments[3]), let count = Int(arguments[4]) else {
                end("usage: fuzz-probe TARGET --mutate FIRST COUNT FILE…")
            }
            let inputs = contents(arguments.dropFirst(5))
            for number in first..<first + count {
                unsafe mutated(inputs, number).withUnsafeBytes { unsafe target($0) }
            }
            print("\(arguments[1]): \(count) mutations")
        }

        private static func replay(_ arguments: [String], _ target: (UnsafeRawBufferPointer) -> Void) {
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

#if DEBUG || FUZZING
    private var targetNames: String { unsafe fuzzTargets.keys.sorted().joined(separator: " ") }
#endif
