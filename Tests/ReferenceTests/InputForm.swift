import TestSupport

/// The ways an input can come.
enum InputForm: String, CaseIterable {
    case plain, gzip, zstd, bzip2, xz, severalFiles, directory, glob, pipe, compressedPipe, redirection
}

/// An input made ready in one of the forms.
struct PreparedInput {
    /// What the command is told to read.
    let arguments: [String]
    let standardInput: Command.Input
    /// The same for the oracle.
    let files: [NamedInput]

    init(_ form: InputForm, _ content: Bytes, in directory: TemporaryDirectory) throws {
        func single(_ stored: Bytes, _ name: String) throws -> PreparedInput {
            // The name says nothing of the compression: only the content does.
            let path = try directory.write(stored, to: name)
            return PreparedInput([path], .none, [NamedInput(name: path, content: content)])
        }
        switch form {
        case .plain: self = try single(content, "plain.dat")
        case .gzip: self = try single(Compress.gzipMembers(content), "gzip.dat")
        case .zstd: self = try single(Compress.zstdFrames(content, count: 9), "zstd.dat")
        case .bzip2: self = try single(Compress.filter("bzip2", content), "bzip2.dat")
        case .xz: self = try single(Compress.filter("xz", content), "xz.dat")
        case .pipe: self.init(["-"], .bytes(content), [NamedInput(name: "-", content: content)])
        case .compressedPipe:
            self.init(["-"], .bytes(try Compress.filter("gzip", content)), [NamedInput(name: "-", content: content)])
        case .redirection:
            let path = try directory.write(content, to: "redirected.dat")
            self.init(["-"], .file(path), [NamedInput(name: "-", content: content)])
        case .severalFiles:
            let pieces = PreparedInput.pieces(content)
            let stored = [
                pieces[0], try Compress.filter("gzip", pieces[1]), try Compress.zstdFrames(pieces[2], count: 3),
            ]
            let paths = try stored.enumerated().map { try directory.write($1, to: "several-\($0)") }
            self.init(paths, .none, zip(paths, pieces).map { NamedInput(name: $0, content: $1) })
        case .directory:
            let pieces = PreparedInput.pieces(content)
            try directory.write(Bytes("hidden".utf8), to: "tree/.hidden")
            try directory.write(Bytes("hidden".utf8), to: "tree/.git/also hidden")
            let paths = try zip(["a", "b/nested", "c"], pieces).map { try directory.write($1, to: "tree/\($0)") }
            try directory.write([], to: "tree/empty")
            self.init(
                [directory.path("tree") + "/"], .none, zip(paths, pieces).map { NamedInput(name: $0, content: $1) })
        case .glob:
            let pieces = PreparedInput.pieces(content)
            try directory.write(Bytes("other".utf8), to: "pattern-x.log")
            let paths = try pieces.enumerated().map { try directory.write($1, to: "pattern-\($0).txt") }
            self.init(
                [directory.path("pattern-[0-9]*.txt")], .none,
                zip(paths, pieces).map { NamedInput(name: $0, content: $1) })
        }
    }

    private init(_ arguments: [String], _ standardInput: Command.Input, _ files: [NamedInput]) {
        self.arguments = arguments
        self.standardInput = standardInput
        self.files = files
    }

    /// Three pieces cut in the middle of lines: so each but the last ends without a newline.
    private static func pieces(_ content: Bytes) -> [Bytes] {
        let (first, second) = (content.count / 3, content.count * 3 / 4)
        return [Bytes(content[..<first]), Bytes(content[first..<second]), Bytes(content[second...])]
    }
}

enum Compress {
    static func filter(_ program: String, _ content: Bytes) throws -> Bytes {
        var command = Command(program, ["-c"])
        command.input = .bytes(content)
        let result = try command.run()
        guard result.isSuccess else { throw CommandError.cannotStart(result.line, reason: result.errors) }
        return result.output
    }

    /// Two members, as `gzip -c a b` makes.
    static func gzipMembers(_ content: Bytes) throws -> Bytes {
        let half = content.count / 2
        return try filter("gzip", Bytes(content[..<half])) + filter("gzip", Bytes(content[half...]))
    }

    /// Frames of uneven sizes that end anywhere in a line, a skippable frame and an empty one among them.
    static func zstdFrames(_ content: Bytes, count: Int) throws -> Bytes {
        var result = Bytes()
        for index in 0..<count {
            // Squares, so that the first frames are small.
            let start = content.count * index * index / (count * count)
            let end = content.count * (index + 1) * (index + 1) / (count * count)
            result += try filter("zstd", Bytes(content[start..<end]))
            if index == 1 { result += [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3] }
            if index == 2 { result += try filter("zstd", []) }
        }
        return result
    }
}
