internal import Glibc
internal import Platform

/// The outputs beside a part file that a task writes to, by name. A file is open only while its rows are written, so
/// that there can be thousands.
struct NamedOutputs {
    final class Output {
        let name: String
        let path: String
        var buffer = ByteBuffer()
        var rows: UInt64 = 0
        var byteCount: UInt64 = 0
        var checksum = Checksum()

        init(name: String, path: String) {
            self.name = name
            self.path = path
        }
    }

    /// Of the part file.
    private let path: String
    private var outputs: [String: Output] = [:]

    private static let longestName = 100
    /// What one message to the driver has room for.
    private static let mostOutputs = 4096

    init(path: String) { self.path = path }

    mutating func output(_ name: String) throws(ThreshError) -> Output {
        if let output = outputs[name] { return output }
        guard NamedOutputs.isValid(name) else {
            throw ThreshError(
                .usage,
                """
                an output cannot be called "\(name)"; a name has 1 to \(NamedOutputs.longestName) letters, digits, ., _ \
                or -, does not begin with a dot, and is not "part"
                """)
        }
        guard outputs.count < NamedOutputs.mostOutputs else {
            throw ThreshError(
                .usage, "more than \(NamedOutputs.mostOutputs) named outputs in one part; raise --partitions")
        }
        let output = Output(name: name, path: WorkFiles.named(name, beside: path))
        outputs[name] = output
        return output
    }

    private static func isValid(_ name: String) -> Bool {
        let isAllowed = name.utf8.allSatisfy { byte in
            byte | 32 &- 97 < 26 || byte &- 48 < 10 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "-")
        }
        return isAllowed && !name.isEmpty && name.utf8.count <= longestName && !name.hasPrefix(".") && name != "part"
    }

    /// Keeps the memory of all buffers together near that of one part.
    func flushIfLarge(_ output: Output) throws(ThreshError) {
        if output.buffer.count > Tuning.partBufferBytes / 4 { try flush(output) }
        if outputs.count > 4 && outputs.values.reduce(0, { $0 + $1.buffer.count }) > Tuning.partBufferBytes {
            for output in outputs.values { try flush(output) }
        }
    }

    /// The rows that are not in their files yet, behind the names of their outputs.
    func takeRows() -> [UInt8] {
        var rows: [UInt8] = []
        for output in outputs.values.sorted(by: { $0.name < $1.name }) where output.buffer.count > 0 {
            unsafe rows += Array("\(output.name):\n".utf8) + [UInt8](output.buffer.rawBuffer)
            output.buffer.removeAll()
        }
        return rows
    }

    private func flush(_ output: Output) throws(ThreshError) {
        if output.buffer.count == 0 { return }
        unsafe output.checksum.update(output.buffer.rawBuffer)
        try attempt { () throws(SystemError) in
            let file = try FileDescriptor.open(output.path, output.byteCount == 0 ? .create : .append)
            try unsafe file.write(output.buffer.rawBuffer)
        }
        output.byteCount += UInt64(output.buffer.count)
        output.buffer = ByteBuffer()
    }

    /// Writes what is left. Returns them by name.
    func finish(durable: Bool) throws(ThreshError) -> [NamedPart] {
        var parts: [NamedPart] = []
        for output in outputs.values.sorted(by: { $0.name < $1.name }) where output.rows > 0 {
            try flush(output)
            if durable {
                try attempt { () throws(SystemError) in try FileDescriptor.open(output.path, .append).synchronize() }
            }
            parts.append(
                NamedPart(
                    output: output.name,
                    summary: PartSummary(
                        rows: output.rows, byteCount: output.byteCount, checksum: output.checksum.value)))
        }
        return parts
    }
}
