internal import Platform

/// Puts what tasks wrote into its place: named part files, or a stream. Only the driver does this.
struct PartCollector: ~Copyable {
    private let output: JobOptions.Output
    private let staged: OutputDirectory?
    private var buffer: PageBuffer

    init(output: JobOptions.Output, staged: OutputDirectory?) throws(ThreshError) {
        self.output = output
        self.staged = staged
        buffer = try attempt { () throws(SystemError) in try PageBuffer(byteCount: Tuning.partBufferBytes) }
    }

    /// Takes a whole part: renames it, or streams and removes it; one that a command reads is copied, and stays.
    mutating func take(_ path: String, as name: String) throws {
        if let staged, FetchedFile.isURI(path) {
            let file = try attempt { () throws(SystemError) in
                try FileDescriptor.open(staged.staging + "/" + name, .createNew)
            }
            unsafe try forEachPiece(of: path) { piece in
                try attempt { () throws(SystemError) in try unsafe file.write(piece) }
            }
        } else if let staged {
            try attempt { () throws(SystemError) in try FileSystem.rename(path, to: staged.staging + "/" + name) }
        } else if case .stream(let body) = output {
            unsafe try forEachPiece(of: path) { try unsafe body($0) }
            try? FileSystem.removeFile(path)
        }
    }

    /// Reads a file from front to back.
    mutating func forEachPiece(of path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let file = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .read) }
        while true {
            let count: Int
            do { count = try unsafe file.read(into: buffer.bytes) } catch { throw ThreshError(error) }
            if count == 0 { return }
            try unsafe body(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
        }
    }
}
