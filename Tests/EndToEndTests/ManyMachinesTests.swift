import Foundation
import TestSupport
import Testing

/// The recipes of Docs/ManyMachines.md as they stand there, with processes in directories of their own for machines.
@Suite("Many machines", .timeLimit(.minutes(3)))
struct ManyMachinesTests {
    private let directory: TemporaryDirectory
    /// The blocks of shell in the document, in order, up to those for Spark.
    private let recipes: [String]

    init() throws {
        directory = try TemporaryDirectory()
        let text = try String(contentsOfFile: packageDirectory + "/Docs/ManyMachines.md", encoding: .utf8)
        recipes = text.components(separatedBy: "## Apache Spark")[0].components(separatedBy: "```sh\n").dropFirst().map
        {
            $0.components(separatedBy: "```").first ?? ""
        }
        #expect(recipes.count == 5)
        var generator = SeededGenerator(seed: 8)
        for name in ["a", "b", "c"] {
            let lines = (0..<4000).map { _ in "W\(generator.below(90)) w\(generator.below(700))\n" }
            try directory.write(Array(lines.joined().utf8), to: "data/texts/" + name)
        }
        for (index, recipe) in recipes.enumerated() { try directory.write(Array(recipe.utf8), to: "recipe\(index)") }
    }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: directory.path("data")) }

    @Test func kubernetes() throws {
        let result = try run(
            """
            set -e; export SHARDS=3; mkdir shards
            for i in 0 2; do JOB_COMPLETION_INDEX=$i sh ../recipe0; done
            sh ../recipe1 2> missing && exit 1
            grep -q 'shard 2/3 is missing' missing
            JOB_COMPLETION_INDEX=1 sh ../recipe0
            # A pod that was taken to be lost, and was not.
            JOB_COMPLETION_INDEX=1 sh ../recipe0 2> again; grep -q 'resumed: ' again
            sh ../recipe1; thresh wordcount texts -o whole; diff -r words whole; rm -r words
            thresh wordcount texts --shard 2/3 --partial shards/again.d; sh ../recipe1 2> twice && exit 1
            grep -q 'are both shard 2/3' twice
            """)
        expectPrints(result, "")
    }

    @Test func slurm() throws {
        let result = try run(
            """
            mkdir shards; export SLURM_ARRAY_TASK_COUNT=3
            for i in $(seq 60); do cat texts/a texts/b; done > texts/long
            for i in 1 3; do SLURM_ARRAY_TASK_ID=$i bash ../recipe2 || exit 4; done
            # The node of the second task dies: all its processes, when it has begun.
            SLURM_ARRAY_TASK_ID=2 setsid bash ../recipe2 2> died & pid=$!
            for i in $(seq 2000); do [ -e shards/2.d/journal ] && break; sleep 0.01; done
            kill -9 -- -$pid; wait 2> /dev/null
            bash ../recipe3 2> early && exit 1
            grep -q 'shards/2.d: is not complete' early || { cat early; exit 2; }
            SLURM_ARRAY_TASK_ID=2 bash ../recipe2 2> again || exit 3
            bash ../recipe3 && thresh sort texts -o whole && diff -r sorted whole
            """)
        #expect(result.exitCode == 0 && result.text == "", "\(result)")
    }

    @Test func ssh() throws {
        // Names that lead to directories instead of machines.
        let run = "machine=$1; shift; cd \(directory.path)/machines/$machine && exec sh -c \"$*\"\n"
        try directory.write(Array(run.utf8), to: "bin/ssh")
        let copy = "shift; exec cp -r \(directory.path)/machines/${1%%:*}/${1#*:} $2\n"
        try directory.write(Array(copy.utf8), to: "bin/scp")
        let result = try self.run(
            """
            set -e
            for i in ssh scp; do sed -i '1i #!/bin/sh' ../bin/$i; chmod +x ../bin/$i; done; PATH=$PWD/../bin:$PATH
            mkdir shards; for m in one two three; do mkdir -p ../machines/$m/work; cp -r texts ../machines/$m/work; done
            echo other >> ../machines/two/work/texts/b
            sh ../recipe4 2> other && exit 1
            grep -q 'texts/b has changed between them' other
            cp texts/b ../machines/two/work/texts/b; rm -r ../machines/two/work/shard.2.d shards/*
            sh ../recipe4 2> /dev/null; thresh wordcount --ignore-case texts -o whole; diff -r words whole
            """)
        expectPrints(result, "")
    }
}
