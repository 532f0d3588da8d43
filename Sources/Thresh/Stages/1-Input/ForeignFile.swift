internal import Platform

/// A file that holds no lines, told by its first bytes: an archive, a compression that is not read here, a binary table.
/// What begins a text too is no evidence.
struct ForeignFile {
    /// What it is, as in "is a zip archive".
    let noun: String
    /// The command that makes lines of a file, whose name goes where FILE stands.
    let command: String

    /// The command with a file's name in it, unless its quotes would end those of the command.
    func command(for name: String) -> String {
        if name == "-" || command.contains("'FILE'") && !ShellWord.isPlain(name) { return command }
        return command.split(separator: "FILE", maxSplits: 1, omittingEmptySubsequences: false)
            .joined(separator: command.contains("'FILE'") ? name : ShellWord.of(name))
    }

    /// How many first bytes tell.
    static let prefixLength = 262

    static func detect(_ file: borrowing FileDescriptor) throws(SystemError) -> ForeignFile? {
        var bytes = [UInt8](repeating: 0, count: prefixLength)
        var failure: SystemError?
        let foreign = unsafe bytes.withUnsafeMutableBytes { bytes -> ForeignFile? in
            do throws(SystemError) {
                let count = try unsafe file.readFully(into: bytes, at: 0)
                return unsafe detect(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            } catch {
                failure = error
                return nil
            }
        }
        if let failure { throw failure }
        return foreign
    }

    static func detect(_ bytes: UnsafeRawBufferPointer) -> ForeignFile? {
        // All magic numbers but those of tar are in the first bytes, and have one that no text begins with.
        for (magic, noun, command) in magics where unsafe bytes.starts(with: magic) {
            return ForeignFile(noun: noun, command: command)
        }
        func isBinary(_ range: Range<Int>) -> Bool {
            range.contains { unsafe $0 < bytes.count && (bytes[$0] < 9 || bytes[$0] > 126) }
        }
        if unsafe bytes.starts(with: Array("PAR1".utf8)) && !isText(bytes, at: 4) {
            return ForeignFile(noun: "a Parquet file", command: parquet)
        }
        if unsafe bytes.starts(with: Array("ORC".utf8)), isBinary(3..<16) {
            return ForeignFile(
                noun: "an ORC file",
                command:
                    "python3 -c 'import pyarrow.orc, pyarrow.csv, sys; pyarrow.csv.write_csv(pyarrow.orc.read_table(sys.argv[1]), sys.stdout.buffer)' FILE"
            )
        }
        if bytes.count >= prefixLength, unsafe bytes[257..<262].elementsEqual("ustar".utf8) {
            return ForeignFile(noun: "a tar archive", command: "tar -xOf FILE")
        }
        return nil
    }

    /// Whether a word ends there, as a table's name of a column does.
    private static func isText(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Bool {
        unsafe bytes.count <= index || " \t,;|:=\"'\r\n".utf8.contains(bytes[index])
    }

    /// Whether it is the journal of a partial or a state.
    static func isJournal(_ path: String) -> Bool {
        guard let file = try? FileDescriptor.open(path, .read) else { return false }
        guard let found = try? detect(file) else { return false }
        return found.noun == own
    }

    private static let own = "a file that Thresh keeps for itself"

    private static let parquet = "duckdb -c \"copy (from 'FILE') to '/dev/stdout' (format csv)\""

    private static let magics: [(magic: [UInt8], noun: String, command: String)] = [
        (Array("THRPAR01".utf8), own, "thresh merge DIRECTORY"),
        (Array("THRSTA01".utf8), own, "thresh merge DIRECTORY"),
        (Array("THRRUN01".utf8), own, "thresh merge DIRECTORY"),
        (Array("THRGZI01".utf8), own, "thresh count GZIP-FILE"),
        ([0x50, 0x4B, 3, 4], "a zip archive", "unzip -p FILE"),
        ([0x50, 0x4B, 5, 6], "a zip archive", "unzip -p FILE"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", "7z x -so FILE"),
        ([0x52, 0x61, 0x72, 0x21, 0x1A, 7], "a RAR archive", "unrar p -inul FILE"),
        ([4, 0x22, 0x4D, 0x18], "compressed with lz4", "lz4 -dc FILE"),
        ([0x1F, 0x9D], "compressed with compress", "gzip -dc FILE"),
        ([0x4C, 0x5A, 0x49, 0x50, 1], "compressed with lzip", "lzip -dc FILE"),
        ([0x89, 0x4C, 0x5A, 0x4F, 0, 0x0D, 0x0A, 0x1A], "compressed with lzop", "lzop -dc FILE"),
        ([0x5D, 0, 0], "compressed with lzma", "xz -dc --format=lzma FILE"),
        ([0xFF, 6, 0, 0, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59], "compressed with snappy", "snzip -dc FILE"),
        (Array("SQLite format 3\0".utf8), "an SQLite database", "sqlite3 -csv -header FILE 'select * from TABLE'"),
        (
            Array("Obj\u{1}".utf8), "an Avro file",
            "duckdb -c \"load avro; copy (from read_avro('FILE')) to '/dev/stdout' (format csv)\""
        ),
        (
            Array("ARROW1\0\0".utf8), "an Arrow file",
            "python3 -c 'import pyarrow.feather, pyarrow.csv, sys; pyarrow.csv.write_csv(pyarrow.feather.read_table(sys.argv[1]), sys.stdout.buffer)' FILE"
        ),
        (Array("ElfFile\0".utf8), "a Windows event log", "evtx_dump -o jsonl FILE"),
        (Array("LPKSHHRH".utf8), "a journal of systemd", "journalctl --file FILE -o json"),
        ([0xD4, 0xC3, 0xB2, 0xA1], "a capture of packets", "tcpdump -ttttnr FILE"),
        ([0x0A, 0x0D, 0x0D, 0x0A], "a capture of packets", "tcpdump -ttttnr FILE"),
        (Array("%PDF-".utf8), "a PDF document", "pdftotext -layout FILE -"),
    ]
}
