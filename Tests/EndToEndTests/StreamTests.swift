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

    /// Files that are given to the commands lie where these run, under their names or others, and are copies.
    @Test func filesOfTheCommands() throws {
        try site.write("#!/bin/sh\ngrep -v -x -F -f stop || true\n", to: "tools/filter.sh")
        try site.write("b\n", to: "lists/words.txt")
        let expected = "b a\nc a b\na\n"
        let options = ["-D", "mapreduce.job.reduces=0", "-input", "small"]
        // The script is not executable where it lies, and has another directory's list.
        try site.write("c a b\n", to: "lists/lines.txt")
        expectPrints(
            try site.command(
                options + ["-files", "tools/filter.sh,lists/lines.txt#stop", "-mapper", "filter.sh"]
            ).run(), "b a\na\n")
        expectPrints(
            try site.stream(
                "--map", "sh filter.sh", "--file", "tools/filter.sh", "--file", "lists/words.txt#stop", "small"),
            expected)
        // What a command does to its copy stays there; paths of inputs go on being found.
        expectPrints(
            try site.stream(
                "-mapper", "sh -c 'echo >stop; cat \"$mapreduce_map_input_file\"; cat >/dev/null'", "-file",
                "lists/words.txt#stop", "-numReduceTasks", "0", "-input", "small"), expected)
        #expect(try String(decoding: site.directory.read("lists/words.txt"), as: UTF8.self) == "b\n")
        let packed = try Command(
            "tar", ["-C", site.directory.path, "-czf", site.directory.path + "/lists.tgz", "lists"]
        ).run()
        #expect(packed.isSuccess)
        expectPrints(
            try site.stream(
                "-mapper", "cat - l/lists/words.txt", "-archives", "lists.tgz#l", "-numReduceTasks", "0", "-input",
                "small"), expected + "b\n")
        // A command by its path, from where the job is.
        try site.script("tools/all.sh", "#!/bin/sh\ncat - words.txt\n")
        expectPrints(
            try site.stream("--map", "./tools/all.sh", "--file", "lists/words.txt", "small"), expected + "b\n")
        for (arguments, expected) in [
            (["-file", "no-such"], "-file no-such: no-such is not there"),
            (["--file", "lists/words.txt#a/b"], "'a/b' is no name"),
            (["-files", "hdfs://host/x#y"], "-files hdfs://host/x#y: what lies at hdfs:// cannot be read here"),
            (["-archives", "small"], "-archives small: cannot be unpacked"),
        ] {
            let result = try site.command(arguments + ["-mapper", "cat", "-numReduceTasks", "0", "-input", "small"])
                .run()
            #expect(!result.isSuccess && result.errors.contains(expected), "\(result)")
        }
    }

    /// What makes another output in Hadoop is refused by the name that was typed; what makes none is not.
    @Test(arguments: [
        (["-partitioner", "org.apache.hadoop.mapred.lib.KeyFieldBasedPartitioner"], "-partitioner org"),
        (["-inputformat", "org.apache.hadoop.mapred.lib.NLineInputFormat"], "behind its place in the file"),
        (["-inputformat", "SequenceFileAsTextInputFormat"], "-inputformat SequenceFile"),
        (["-outputformat", "NullOutputFormat"], "-outputformat Null"), (["-lazyOutput"], "-lazyOutput"),
        (["-io", "typedbytes"], "-io typedbytes"), (["-inputreader", "x"], "-inputreader"),
        (["-D", "mapred.output.compress=true"], "-D mapred.output.compress=true"),
        (["-D", "mapreduce.output.fileoutputformat.compress=true"], "compress them afterwards"),
        (["-D", "mapreduce.job.output.key.comparator.class=org.x.KeyFieldBasedComparator"], "order of their bytes"),
        (["-D", "mapred.text.key.comparator.options=-k1nr"], "order of their bytes"),
        (["-D", "mapred.text.key.partitioner.options=-k1,1"], "hash of the whole key"),
        (["-jobconf", "mapreduce.partition.keypartitioner.options=-k1,1"], "hash of the whole key"),
        (["-D", "mapreduce.job.partitioner.class=org.x.Mine"], "hash of the whole key"),
        (["-D", "mapreduce.output.textoutputformat.separator=,"], "textoutputformat.separator=,"),
        (["-D", "stream.reduce.output.field.separator=,"], "a TAB is between"),
        (["-D", "mapreduce.input.lineinputformat.linespermap=10"], "--chunk-size"),
        (["-D", "textinputformat.record.delimiter=;"], "a line ends with LF"),
        (["-D", "stream.map.output=rawbytes"], "commands read and print text"),
        (["-D", "stream.non.zero.exit.is.failure=false"], "|| true"),
        (["-D", "mapreduce.map.failures.maxpercent=5"], "nothing is left out"),
        (["-D", "stream.num.map.output.key.fields=x"], "-D stream.num.map.output.key.fields='x' must be a number"),
        (["-D", "stream.map.output.field.separator=ab"], "-D stream.map.output.field.separator='ab' must be one"),
        (["-numReduceTasks", "x"], "-numReduceTasks 'x' must be a number"), (["-cmdenv", "x"], "-cmdenv 'x' must be"),
        (["-reducer", " "], "-reducer needs a command"), (["-reducer", "aggregate"], "-reducer aggregate"),
        (["-reducer", "no-such-one"], "-reducer: no-such-one: command not found"), (["-output", ""], "-output needs"),
    ])
    func hadoopOptionsAreRefused(arguments: [String], expected: String) throws {
        let result = try site.command(["-mapper", "cat"] + arguments + ["-input", "small"]).run()
        #expect(result.exitCode == 64 && result.errors.contains(expected), "\(result)")
    }

    @Test func hadoopOptionsThatChangeNothing() throws {
        expectPrints(
            try site.stream(
                "-D", "mapred.output.compress=false", "-D", "mapreduce.map.output.compress=true", "-D",
                "stream.reduce.output.field.separator=\t", "-D", "mapreduce.job.maps=7", "-inputformat",
                "org.apache.hadoop.mapred.TextInputFormat", "-outputformat", "TextOutputFormat", "-partitioner",
                "org.apache.hadoop.mapred.lib.HashPartitioner", "-io", "text", "-mapper", "cat", "-reducer", "cat",
                "-input", "small"), "a\t\nb a\t\nc a b\t\n")
        let none = try site.stream("-reducer", "cat", "-input", "small")
        #expect(none.exitCode == 64 && none.errors.contains("-mapper is missing"), "\(none)")
    }

    /// A search that finds nothing in a task is no failure that one would expect.
    @Test func aSearchWithoutLinesIsTold() throws {
        let result = try site.stream("--map", "grep nowhere", "small")
        #expect(result.exitCode == 65 && result.errors.contains("write grep nowhere || true"), "\(result)")
        expectPrints(try site.stream("--map", "grep nowhere || true", "small"), "")
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
