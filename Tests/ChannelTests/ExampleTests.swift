import Foundation
import TestSupport
import Testing

/// What the documentation shows is written in a function and at the top level of a script alike.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ExampleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// What an example takes as given, by the name of its file.
    private static let given = [
        "ConnectionSet": """
        struct Door { func accept() throws -> Connection { try MessagePipe.pair().keepingFirst() } }
        let (set, listener) = (ConnectionSet(), Door())
        func handle(_ number: Int) {}
        """,
        "JoinableQueue": "struct Task: Codable {}\nlet all: [Task] = []\nfunc work(_ task: Task) {}",
        "MessageQueue": "struct Result: Codable { let name: String; let size: Int }",
        "QueueEnds": "let queue = try MessageQueue<Int>()", "SharedEnd": "let queue = try MessageQueue<Int>()",
        "Waitable": "let connection = try MessagePipe.pair().keepingFirst()\nlet child = try ChildProcess.start {}",
        "MessageEncoder": "struct Order: Codable {}\nlet order = Order()",
        "PoolHandle": "let urls = [\"a\"]\nlet pool = try ProcessPool { (url: String) in url }",
        "ProcessPool": "func isPrime(_ number: Int) -> Bool { number == 2 }",
        "ChildProcess": "func work() throws {}", "PreparedChild": "func work() throws {}",
        "ProcessLimits": "let upload: [UInt8] = []\nfunc parse(_ bytes: [UInt8]) throws -> Int { bytes.count }",
        "ProcessTask": "func primes(below limit: Int) throws -> [Int] { [limit] }",
        "SharedMutex+Several": "let (from, to) = (try SharedMutex(10), try SharedMutex(0))",
        "ForkServer": """
        let square = EntryPoint<Int, Int>("square") { $0 * $0 }
        let cube = EntryPoint<Int, Int>("cube") { $0 * $0 * $0 }
        """,
        "SharedBarrier": "func prepare() {}", "SharedSemaphore": "func download() {}",
        "SharedCondition": "let items = try SharedCounter()", "SharedLock": "func update() {}",
        "SharedRecursiveLock": "func update() {}",
        "ManagedLock": "let manager = try Manager()\nfunc update() {}",
        "ManagedCondition": """
        let manager = try Manager()
        let (condition, jobs) = (try manager.condition(), try manager.queue(of: Int.self))
        """,
        "ManagedList+Slices": "let list = try Manager().list(of: Int.self)",
        "RemoteManager": "struct Job: Codable {}\nlet key = AuthenticationKey([1, 2, 3])",
        "Listener": "let key = AuthenticationKey([1, 2, 3])",
    ]

    /// The examples of the types of a file, one behind the other.
    private func examples(of text: String) -> String {
        var (lines, isInside, isBehindBlank): ([Substring], Bool, Bool) = ([], false, false)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            isInside = line.hasPrefix("///     ") && (isInside || isBehindBlank)
            if isInside { lines.append(line.dropFirst(8)) }
            isBehindBlank = line == "///"
        }
        return lines.filter { $0.trimmingPrefix { $0 == " " } != "..." }.joined(separator: "\n").replacing(
            "{ ... }", with: "{}")
    }

    @Test(arguments: [
        ("Multiprocessing", 25), ("MultiprocessingNetwork", 5), ("MultiprocessingAsync", 0),
        ("MultiprocessingLogging", 0),
    ])
    func examplesOfTypesCompile(module: String, least: Int) async throws {
        let sources = ExampleTests.root.appending(path: "Sources/\(module)")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var programs: [String] = []
        for case let file as URL in files! where file.pathExtension == "swift" {
            let example = examples(of: try String(contentsOf: file, encoding: .utf8))
            guard example.contains("try ") || example.contains("let ") else { continue }
            let given = ExampleTests.given[file.deletingPathExtension().lastPathComponent] ?? ""
            programs.append(given + "\n" + example)
        }
        #expect(programs.count > least, "\(programs.count) files have examples")
        try await expectCompiles(programs, of: module)
    }

    @Test func examplesOfPagesCompile() async throws {
        let pages = try ["Multiprocessing", "ComingFromPython"].flatMap { name in
            let file = ExampleTests.root.appending(path: "Docs/\(name).md")
            return try String(contentsOf: file, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
                .map { $0.components(separatedBy: "```")[0] }
        }
        // Whole programs are those of Examples, which are built as they are.
        let fragments = pages.filter { !$0.contains("import ") && !$0.contains("Manager") }
        #expect(!fragments.isEmpty && fragments.allSatisfy { $0.contains("try ") }, "\(fragments)")
        try await expectCompiles(fragments)
    }

    private func expectCompiles(_ programs: [String], of module: String = "Multiprocessing") async throws {
        let others = module == "MultiprocessingLogging" ? ["Logging"] : []
        let imports = Set(["Multiprocessing", module] + others).map { "import \($0)" }.joined(separator: "\n")
        let functions = programs.enumerated().map { index, program in
            "func use\(index)() \(program.contains("await ") ? "async " : "")throws {\n\(program)\n}"
        }.joined(separator: "\n")
        let sources = ["\(imports)\n\(functions)"] + programs.map { "\(imports)\n\($0)" }
        // Two at a time.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for half in 0..<2 {
                group.addTask {
                    for index in sources.indices where index % 2 == half {
                        let output = try diagnostics(sources[index])
                        #expect(!output.contains("error:"), "\(sources[index])\n\(output)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
