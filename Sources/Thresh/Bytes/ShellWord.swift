/// Words as they could be typed in a shell.
package enum ShellWord {
    package static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// Quoted only where the shell would make something else of it.
    package static func of(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    package static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte | 0x20) || "-_./,=:+@%".utf8.contains(byte)
            }
    }
}
