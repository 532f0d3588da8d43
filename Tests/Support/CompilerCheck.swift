import Foundation

/// What the compiler says of programs that use the libraries of this package.
public enum CompilerCheck {
    /// Compares its messages with those that the source expects: each line marked "// error: TEXT" must have one error with
    /// that text, one marked "// warning: TEXT" a warning and no error, and any other line no error.
    ///
    /// - Returns: what is not as it should be.
    public static func unexpected(_ source: String) throws -> [String] {
        let output = try diagnostics(source)
        var wrong: [String] = []
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            func messages(_ kind: String) -> [Substring] {
                output.split(separator: "\n").filter {
                    $0.contains("misuse.swift:\(index + 1):") && $0.contains("\(kind):")
                }
            }
            let errors = messages("error")
            let isRight: Bool
            if let expected = line.split(separator: "// warning: ").dropFirst().first {
                isRight = errors.isEmpty && messages("warning").contains { $0.contains(expected) }
            } else if let expected = line.split(separator: "// error: ").dropFirst().first {
                isRight = errors.contains { $0.contains(expected) }
            } else {
                isRight = errors.isEmpty
            }
            if !isRight { wrong.append("line \(index + 1): \(line)\n\(output)") }
        }
        return wrong
    }

    /// What the compiler says of a program.
    public static func diagnostics(_ source: String) throws -> String {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Array(source.utf8), to: "misuse.swift")
        let products = Command.productsDirectory
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
            .path
        let names = try FileManager.default.contentsOfDirectory(atPath: root)
        let maps = names.map { "\(root)/\($0)/module.modulemap" }.filter { FileManager.default.fileExists(atPath: $0) }
        let flags = (maps + [products + "/CThresh.build/module.modulemap"]).flatMap {
            ["-Xcc", "-fmodule-map-file=\($0)"]
        }
        let command = Command(
            "swiftc",
            ["-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-I", products + "/Modules"] + flags + [path])
        let result = try command.run()
        return result.errors + result.text
    }
}
