import Foundation
import TestSupport
import Testing

/// Mistakes that the compiler refuses: each line marked "error" must have one, with that text, and no other line any.
@Suite(.timeLimit(.minutes(2))) struct CompileErrorTests {
    @Test func misusedOwnershipDoesNotCompile() throws {
        try expectErrors(
            """
            import Multiprocessing

            func useAfterClose() throws {
                let connection = try MessagePipe.pair().keepingFirst() // error: used after consume
                connection.close()
                try connection.send(1)
            }

            func useAfterHandingOver(_ line: borrowing Connection) throws {
                let connection = try MessagePipe.pair().keepingFirst() // error: used after consume
                try line.send(connection: connection)
                try connection.send(1)
            }

            func copying(_ connection: borrowing Connection) { // error: cannot be consumed
                let copy = connection
                _ = copy.descriptor
            }

            func right() throws {
                let connection = try MessagePipe.pair().keepingFirst()
                try connection.send(1)
                connection.close()
            }
            """)
    }

    @Test func wrongDirectionsAndTypesDoNotCompile() throws {
        try expectErrors(
            """
            import Multiprocessing

            func wrong() throws {
                let line = try MessagePipe.oneWay(of: Int.self)
                try line.first.send(1) // error: has no member 'send'
                _ = try line.second.receive() // error: has no member 'receive'
                try line.second.send("text") // error: cannot convert value
            }

            func right() throws {
                let line = try MessagePipe.oneWay(of: Int.self)
                try line.second.send(1)
                _ = try line.first.receive()
            }
            """)
    }

    private func expectErrors(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Array(source.utf8), to: "misuse.swift")
        let command = Command(
            "swiftc",
            [
                "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-I", Command.productsDirectory + "/Modules",
                "-Xcc", "-fmodule-map-file=" + Command.productsDirectory + "/CThresh.build/module.modulemap", path,
            ])
        let result = try command.run()
        let output = result.errors + result.text
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let found = output.split(separator: "\n").filter {
                $0.contains("misuse.swift:\(index + 1):") && $0.contains("error:")
            }
            if let expected = line.split(separator: "// error: ").dropFirst().first {
                #expect(found.contains { $0.contains(expected) }, "line \(index + 1): \(line)\n\(output)")
            } else {
                #expect(found.isEmpty, "line \(index + 1): \(line)\n\(output)")
            }
        }
    }
}
