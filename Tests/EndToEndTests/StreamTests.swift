import Foundation
import TestSupport
import Testing

/// Commands as mappers and reducers: what they are given, and what becomes of what they print.
@Suite(.timeLimit(.minutes(2))) struct StreamTests {
    private let site: StreamSite
    private let words: [UInt8]

    init() throws {
        site = try StreamSite()
        var data = TestData(seed: 11)
        words = data.words(byteCount: 60_000)
        try site.directory.write(words, to: "in")
        try site.write("b a\nc a b\na", to: "small")
    }

    // MARK: word counts

    @Test func tutorialScripts() throws {
        let counts = StreamSite.wordCount(words)
        expectPrints(try site.stream("--map", "./mapper.py", "--reduce", "./reducer.py", "in"), counts)
        expectPrints(try site.stream("--map", "python3 mapper.py", "--reduce", "python3 reducer.py", "in"), counts)
        expectPrints(
            try site.stream(
                "--map", "./mapper.py", "--combine", "./reducer.py", "--reduce", "./reducer.py", "in",
                "--chunk-size", "10K"), counts)
    }

    @Test func shellAndAwk() throws {
        expectPrints(
            try site.stream("--map", "tr -s ' ' '\\n'", "--reduce", "uniq -c", "small"),
            "      3 a\t\n      2 b\t\n      1 c\t\n")
        expectPrints(
            try site.stream(
                "--map", "awk '{ for (i = 1; i <= NF; i++) print $i \"\\t1\" }'",
                "--reduce", "awk -F '\\t' '{ n[$1] += $2 } END { for (w in n) print w \"\\t\" n[w] }' | LC_ALL=C sort",
                "in"),
            StreamSite.wordCount(words))
    }

    /// The command lines of mrjob: one program, which is told its part.
    @Test func oneProgramWithSteps() throws {
        try site.script(
            "job.py",
            """
            import json, sys
            from itertools import groupby
            assert sys.argv[1] == '--step-num=0'
            def pairs():
                for line in sys.stdin:
                    key, value = line.rstrip('\\n').split('\\t', 1)
                    yield json.loads(key), json.loads(value)
            if sys.argv[2] == '--mapper':
                for line in sys.stdin:
                    sys.stderr.write('reporter:counter:input,lines,1\\n')
                    for word in line.split():
                        print(json.dumps(word) + '\\t1')
            else:
                for key, group in groupby(pairs(), lambda pair: pair[0]):
                    print(json.dumps(key) + '\\t' + json.dumps(sum(value for _, value in group)))

            """)
        expectPrints(
            try site.stream(
                "--map", "python3 job.py --step-num=0 --mapper", "--combine", "python3 job.py --step-num=0 --combiner",
                "--reduce", "python3 job.py --step-num=0 --reducer", "small"), "\"a\"\t3\n\"b\"\t2\n\"c\"\t1\n")
    }

    @Test func hadoopSpelling() throws {
        let result = try site.stream(
            "-D", "mapreduce.job.reduces=2", "-Dmapreduce.job.name=words", "-files", "mapper.py,reducer.py", "-mapper",
            "mapper.py", "-combiner", "reducer.py", "-reducer", "reducer.py", "-input", "in,small", "-output", "out",
            "-cmdenv", "LANG=C")
        expectPrints(result, "")
        #expect(try site.directory.list("out") == ["_SUCCESS", "part-r-00000", "part-r-00001"])
        let parts = try site.directory.read("out/part-r-00000") + site.directory.read("out/part-r-00001")
        let rows = String(decoding: parts, as: UTF8.self).split(separator: "\n").sorted()
        let expected = StreamSite.wordCount(words + Array("\nb a\nc a b\na".utf8)).split(separator: "\n").sorted()
        #expect(rows == expected)
        #expect(try thresh(["verify", "out"], in: site.directory).isSuccess)
        expectPrints(
            try site.stream(
                "-mapper", "org.apache.hadoop.mapred.lib.IdentityMapper", "-reducer", "cat", "-numReduceTasks", "0",
                "-input", "small"), "b a\nc a b\na\n")
    }

    // MARK: text

    /// Any bytes go through, and come in the order of keys, then of values.
    @Test(arguments: ["1", "4"]) func anyBytes(partitions: String) throws {
        var data = TestData(seed: 12)
        let text = data.wildText(byteCount: 50_000)
        try site.directory.write(text, to: "wild")
        let lines = text.split(separator: 10, omittingEmptySubsequences: false)
        // The key, the end of keys, the value: TAB sorts as the smallest of all bytes this way.
        let pairs = lines.map { line in
            let key = line.prefix { $0 != 9 }
            return (key: Array(key), value: Array(line.dropFirst(key.count + 1)))
        }
        let sorted = pairs.sorted {
            $0.key == $1.key
                ? $0.value.lexicographicallyPrecedes($1.value) : $0.key.lexicographicallyPrecedes($1.key)
        }
        let expected = sorted.map { $0.key + [9] + $0.value }
        let result = try site.stream(
            "--map", "cat", "--reduce", "cat", "wild", "--partitions", partitions, "--chunk-size", "7000")
        #expect(result.isSuccess, "\(result)")
        let rows = result.output.split(separator: 10, omittingEmptySubsequences: false).dropLast().map { Array($0) }
        if partitions == "1" {
            #expect(rows == expected)
        } else {
            let inOrder = { (rows: [[UInt8]]) in rows.sorted { $0.lexicographicallyPrecedes($1) } }
            #expect(inOrder(rows) == inOrder(expected))
        }
        // Without reduce nothing is touched but the missing line end.
        #expect(try site.stream("--map", "cat", "wild", "--chunk-size", "7000").output == text + [10])
    }

    @Test func keysOfSeveralFields() throws {
        try site.write("x,1,b,2\nx,1,a\nw\nx,0\nx,1\n", to: "fields")
        expectPrints(
            try site.stream("--map", "cat", "--reduce", "cat", "--separator", ",", "fields"),
            "w\t\nx\t0\nx\t1\nx\t1,a\nx\t1,b,2\n")
        expectPrints(
            try site.stream("--map", "cat", "--reduce", "cat", "--separator", ",", "--key-fields", "2", "fields"),
            "w\t\nx,0\t\nx,1\t\nx,1\ta\nx,1\tb,2\n")
        try site.write("k\ta\tb\n\tempty key\nk\ta\n", to: "tabs")
        expectPrints(
            try site.stream("--map", "cat", "--reduce", "cat", "tabs"), "\tempty key\nk\ta\nk\ta\tb\n")
    }

    @Test func emptyInputs() throws {
        try site.write("", to: "empty")
        expectPrints(try site.stream("--map", "cat", "empty"), "")
        // A reduce command runs for each part, as in Hadoop.
        expectPrints(try site.stream("--map", "cat", "--reduce", "wc -l", "empty", "--partitions", "2"), "0\n0\n")
        expectPrints(try site.stream("--map", "true", "--combine", "cat", "--reduce", "wc -l", "small"), "0\n")
        expectPrints(try site.stream("--map", "cat", "-", input: .bytes(Array("a\nb".utf8))), "a\nb\n")
    }

    @Test func compressedInputs() throws {
        let result = try shell(
            "gzip -k in && thresh stream --map ./mapper.py --reduce ./reducer.py in.gz", in: site.directory.path)
        expectPrints(result, StreamSite.wordCount(words))
    }

    @Test func settingsDoNotShow() throws {
        try site.write("2 x\n1 y\n", to: "more")
        let job = [
            "--map", "./mapper.py", "--combine", "./reducer.py", "--reduce", "./reducer.py", "in", "more", "small",
        ]
        let plain = try site.command(job + ["--partitions", "3"]).run()
        #expect(plain.isSuccess && !plain.output.isEmpty, "\(plain)")
        for settings in [
            ["-j", "1"], ["-j", "3", "--chunk-size", "5000"], ["--chunk-size", "20K", "--memory", "30M"],
        ] {
            let result = try site.command(job + ["--partitions", "3"] + settings).run()
            #expect(result.isSuccess && result.output == plain.output, "\(result)")
        }
        let mapOnly = ["--map", "sed s/a/A/g", "in", "small"]
        let lines = try site.command(mapOnly).run().output
        #expect(lines == (words + Array("b a\nc a b\na\n".utf8)).map { $0 == 97 ? 65 : $0 })
        for settings in [["-j", "1"], ["-j", "3", "--chunk-size", "1000"]] {
            #expect(try site.command(mapOnly + settings).run().output == lines)
        }
    }

    // MARK: commands that do as they like

    @Test func commandsThatReadLittle() throws {
        let size = try site.directory.read("in").count
        #expect(size > 50_000)
        expectPrints(try site.stream("--map", "head -1", "small"), "b a\n")
        expectPrints(try site.stream("--map", "true", "--reduce", "cat", "in", "in"), "")
        expectPrints(try site.stream("--map", "exec <&-; echo once", "in"), "once\n")
        expectPrints(try site.stream("--map", "cat", "--reduce", "head -1 | cut -c 1", "small"), "a\n")
        var data = TestData(seed: 13)
        try site.directory.write(data.words(byteCount: 3_000_000), to: "large")
        expectPrints(try site.stream("--map", "echo x", "--reduce", "wc -l", "large", "--chunk-size", "1M"), "3\n")
        expectPrints(try site.stream("--map", "cat", "--reduce", "true", "large"), "")
    }

    /// More than pipes hold, on both streams, before the first line is read; and after the last.
    @Test func commandsThatPrintMuch() throws {
        let early = "seq 300000; cat; seq 300000"
        expectPrints(try site.stream("--map", early, "--reduce", "wc -l", "small"), "600003\n")
        expectPrints(try site.stream("--map", "cat", "--reduce", "(\(early)) | tail -1", "small"), "300000\n")
        let loud = try site.stream("--map", "seq 100000 >&2; cat", "small")
        #expect(loud.isSuccess && loud.text == "b a\nc a b\na\n")
        #expect(loud.errors == (1...100_000).map { "\($0)\n" }.joined())
    }

    @Test func longLines() throws {
        try site.write(String(repeating: "x", count: 3_000_000) + "\n", to: "long")
        let result = try site.stream("--map", "cat", "--reduce", "cat", "long")
        #expect(result.isSuccess && result.output.count == 3_000_002, "\(result)")
        expectFails(
            try site.stream("--map", "cat; tr '\\n' x < long", "--max-record-size", "1M", "small"), 65,
            "the map command (cat; tr '\\n' x < long) printed a line longer than 1048576 bytes", "--max-record-size")
    }

    // MARK: what commands are told

    @Test func variables() throws {
        try site.write("1\n", to: "dir/one")
        try site.write("2\n", to: "dir/two")
        expectPrints(
            try site.stream("--map", "echo $mapreduce_map_input_file $map_input_file", "dir"),
            "dir/one dir/one\ndir/two dir/two\n")
        expectPrints(
            try site.stream(
                "--map", "cat", "--reduce",
                "cat > /dev/null; echo $mapreduce_task_partition $mapreduce_task_ismap $MINE",
                "--partitions", "3", "--cmdenv", "MINE=a=b c", "dir"), "0 false a=b c\n1 false a=b c\n2 false a=b c\n")
        let attempt = try site.stream("--map", "echo $mapreduce_task_attempt_id $mapred_task_id", "dir/one").text
        #expect(attempt.wholeMatch(of: /(attempt_local\d+_0001_m_000000_0) \1\n/) != nil, "\(attempt)")
        expectPrints(
            try site.stream("-D", "my.own-property=7", "-mapper", "echo $my_own_property", "-input", "dir/one"), "7\n")
    }
}
