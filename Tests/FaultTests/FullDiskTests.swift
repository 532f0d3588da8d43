import Foundation
import TestSupport
import Testing

enum SmallDisk {
    /// A shell with a mount namespace of its own.
    static func shell(_ script: String) -> Command {
        Command("unshare", (getuid() == 0 ? ["-m"] : ["-r", "-m"]) + ["sh", "-c", script])
    }

    static let canMount = (try? shell("mount -t tmpfs -o size=2m tmpfs /mnt").run())?.isSuccess == true
}

/// Jobs on a file system of two megabytes. It is mounted in a mount namespace of the command's own, so that nothing can
/// stay mounted; where that is not allowed the tests are skipped.
@Suite(
    .serialized, .timeLimit(.minutes(2)),
    .enabled(if: SmallDisk.canMount, "needs to mount a tmpfs: root, or user namespaces"))
struct FullDiskTests {
    private let site: JobSite
    private let input: String
    private let disk: String

    init() throws {
        site = try JobSite()
        var data = TestData(seed: 6)
        input = try site.input("input", data.distinctWords(byteCount: 6_000_000))
        disk = site.directory.path("disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    }

    /// Runs a shell script with the small disk; `$thresh` and `$disk` are set. What is on it at the end follows the
    /// script's output, after a line of dashes.
    private func run(_ script: String, input: Command.Input = .none) throws -> (result: CommandResult, files: [String])
    {
        let frame = """
            mount -t tmpfs -o size=2m tmpfs "$disk" || exit 99
            (\(script))
            code=$?
            echo ----
            cd "$disk" && find . -mindepth 1 | sort
            exit $code
            """
        var command = SmallDisk.shell(frame)
        command.environment = [
            "disk": disk, "thresh": Command.productsDirectory + "/thresh", "input": self.input,
            "TMPDIR": site.directory.path("temporary"),
        ]
        command.input = input
        let result = try command.run()
        let lines = result.text.split(separator: "\n").map(String.init)
        let mark = try #require(lines.lastIndex(of: "----"), "\(result)")
        return (result, Array(lines[(mark + 1)...]))
    }

    private func expectDiskFull(_ result: CommandResult, _ sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(result.exitCode == 74 || result.exitCode == 73, "\(result)", sourceLocation: sourceLocation)
        #expect(result.errors.contains("thresh: \(disk)/"), "\(result)", sourceLocation: sourceLocation)
        #expect(
            result.errors.contains("No space left on device; free some space, or choose another place"), "\(result)",
            sourceLocation: sourceLocation)
        #expect(result.leftovers.isEmpty, "\(result)", sourceLocation: sourceLocation)
    }

    @Test(arguments: ["sort", "wordcount", "index"])
    func forTemporaryFiles(job: String) throws {
        let (result, files) = try run("$thresh run \(job) $input --output \(site.output) --temporary-directory $disk")
        expectDiskFull(result)
        #expect(files.isEmpty)
        site.expectNothingLeft(result, outputs: [])
    }

    @Test func forTheOutputOfEveryTask() throws {
        let (result, files) = try run(
            "$thresh run grep . $input --output \(site.output) --temporary-directory $disk --chunk-size 8M")
        expectDiskFull(result)
        #expect(files.isEmpty)
        site.expectNothingLeft(result, outputs: [])
    }

    @Test func forStandardInput() throws {
        var data = TestData(seed: 8)
        let (result, files) = try run(
            "$thresh run wordcount - --temporary-directory $disk", input: .bytes(data.words(byteCount: 4_000_000)))
        expectDiskFull(result)
        #expect(files.isEmpty)
    }

    @Test(arguments: ["sort", "grep .", "wordcount --partitions 3"])
    func forTheOutput(job: String) throws {
        let (result, files) = try run("$thresh run \(job) $input --output $disk/out")
        expectDiskFull(result)
        #expect(files.isEmpty)
        site.expectNothingLeft(result, outputs: [])
    }

    @Test(arguments: ["sort", "grep ."])
    func theOldOutputStays(job: String) throws {
        let (result, files) = try run(
            """
            echo one two >$TMPDIR/small
            $thresh run wordcount $TMPDIR/small --output $disk/out || exit 98
            rm $TMPDIR/small
            $thresh run \(job) $input --output $disk/out --overwrite
            code=$?
            $thresh verify $disk/out || exit 97
            exit $code
            """)
        expectDiskFull(result)
        #expect(files == ["./out", "./out/_SUCCESS", "./out/part-r-00000"])
        #expect(result.text.contains("out: 1 part file, 2 records"), "\(result.text)")
    }

    @Test func standardOutput() throws {
        var command = Command("sh", ["-c", "$thresh run wordcount $input >/dev/full"])
        command.environment = ["thresh": Command.productsDirectory + "/thresh", "input": input]
        let result = try command.run()
        #expect(
            result.exitCode == 74 && result.errors.contains("standard output: write: No space left on device"),
            "\(result)")
    }
}
