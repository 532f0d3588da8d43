"""The tasks and, for each, the commands that are compared.

In a command, {in} and {out} are input and output (a file, or a folder of part-* files), {thresh} the binary,
{jobs} the number of workers or threads, {memory} a budget in bytes, {tmp} a folder for temporary files, {bin} and
{peers} the folders of built and of plain peers, {python} the interpreter that has the libraries. A command is a
shell line, or a list that is run without a shell.
"""

from dataclasses import dataclass

from .answers import Form


@dataclass(frozen=True)
class Peer:
    """slow: runs in the first round only; needs: commands, or `python:MODULE`s, without which it is left out."""

    name: str
    command: str | list
    slow: bool = False
    needs: tuple = ()


@dataclass(frozen=True)
class Task:
    """The first peer is the oracle. No `thresh` means that thresh has no command for it yet."""

    name: str
    question: str
    input: str
    form: Form
    peers: tuple
    thresh: str | list | None = None
    rounds: int = 3
    sample_every: float = 0.2  # seconds between looks at memory; 0: never
    budget: bool = False  # memory is reported against the budget
    milliseconds: bool = False


# A pattern that means the same to POSIX extended, Perl and Rust expressions; some 0.1 % of the lines match.
PATTERN = r'"(GET|POST) /(api/v[12]|users)/[^ "]* HTTP/[12]\.[01]" 50[0-9] '
LITERAL = "Googlebot/2"

PARALLEL = "LC_ALL=C parallel --will-cite --pipepart -j{jobs} --block -1 -a {in}"
MAWK = "LC_ALL=C mawk -f {peers}/awk/"
SORT = "LC_ALL=C sort --parallel={jobs} -S 4G -T {tmp}"
TOP_TEN = "LC_ALL=C sort -k2,2nr -k1,1 | sed -n 1,10p > {out}"
MILLER = "mlr --icsv --ifs ' ' --implicit-csv-header --ocsv --ofs tab --headerless-csv-output"


def thresh_job(job, *options):
    return ["{thresh}", "run", job, "{in}", "-o", "{out}", "-j", "{jobs}", "--overwrite", *options]


def thresh_logs(question, after=""):
    """As a user asks; `after` puts the answer into the form of the others."""
    return f"{{thresh}} logs {question} {{in}} --output-format tsv -j {{jobs}} {after}> {{out}}"


def reference(task):
    return Peer("hand-written Rust", f"{{bin}}/reference {task} {{in}} {{out}}")


def multiprocessing(task, slow=False):
    return Peer("Python multiprocessing", f"python3 {{peers}}/python_multiprocessing.py {task} {{in}} {{out}}", slow)


def libraries(task, source="{in}"):
    """The engines that are used as a library from Python."""
    return tuple(
        Peer(name, f"{{python}} {{peers}}/{script} {task} {source} {{out}}", slow, (f"python:{module}",))
        for name, script, module, slow in [
            ("ClickHouse", "run_clickhouse.py", "chdb", False),
            ("DuckDB", "run_duckdb.py", "duckdb", False),
            ("Polars", "run_polars.py", "polars", False),
            ("Spark", "run_spark.py", "pyspark", True),
        ]
    )


def miller(verbs):
    return Peer("Miller", f"{MILLER} {verbs} {{in}} > {{out}}", slow=True, needs=("mlr",))


W = Task(
    "W",
    "How often does each word occur? 1 GB, 168 million words, 300,000 distinct.",
    "text.txt",
    Form.LINES,
    (
        reference("W"),
        *libraries("W"),
        Peer("Spark with Python", "{python} {peers}/run_spark.py Wrdd {in} {out}", True, ("python:pyspark",)),
        multiprocessing("W", slow=True),
        Peer("parallel + mawk", f"{PARALLEL} mawk -f {{peers}}/awk/words.awk | {MAWK}sum-counts.awk > {{out}}", True),
        Peer("mawk", f"{MAWK}words.awk {{in}} > {{out}}", True),
    ),
    thresh_job("wordcount"),
)

W10 = Task(
    "W10",
    "The same of a tenth of the text, for the slowest.",
    "text10.txt",
    Form.LINES,
    (
        reference("W"),
        multiprocessing("W"),
        Peer(
            "tr + sort + uniq",
            f"tr -s ' ' '\\n' < {{in}} | {SORT} | uniq -c | mawk '{{{{print $2\"\\t\"$1}}}}' > {{out}}",
        ),
        Peer("mrjob", "{python} {peers}/run_mrjob.py -r local {in} > {out}", True, ("python:mrjob",)),
    ),
    thresh_job("wordcount"),
)

S = Task(
    "S",
    "Sort the lines. 1 GB, 10 million records of 100 bytes with random keys.",
    "tera.dat",
    Form.BYTES,
    (reference("S"), Peer("GNU sort", f"{SORT} {{in}} -o {{out}}"), *libraries("S")),
    thresh_job("sort"),
)


def grep_task(name, question, pattern):
    return Task(
        name,
        question,
        "access.log",
        Form.BYTES,
        (
            Peer("GNU grep", f"LC_ALL=C grep -E '{pattern}' {{in}} > {{out}}"),
            Peer("ripgrep", f"rg --no-config -N '{pattern}' {{in}} > {{out}}", needs=("rg",)),
            Peer("parallel + grep", f"{PARALLEL} -k -q grep -E '{pattern}' > {{out}}"),
        ),
        f"{{thresh}} run grep '{pattern}' {{in}} -j {{jobs}} > {{out}}",
    )


G = grep_task("G", "Which requests of an API failed? A regular expression on 1.09 GB of log.", PATTERN)
GL = grep_task("GL", "Which lines contain a fixed string? 1.09 GB of log.", LITERAL)

I = Task(  # noqa: E741
    "I",
    "Inverted index: in which files does each word occur, and how often? 100 MB in eight files, 17 million words.",
    "texts",
    Form.LINES,
    (
        reference("I"),
        multiprocessing("I"),
        Peer(
            "parallel + mawk + sort",
            "LC_ALL=C parallel --will-cite -j{jobs} mawk -f {peers}/awk/words-of-file.awk ::: {in}/* | "
            f"{SORT} | {MAWK}postings.awk > {{out}}",
        ),
    ),
    thresh_job("index"),
)

TINY = Task(
    "tiny",
    "How long does a word count of 1 kB take? The fixed cost of a job.",
    "tiny.txt",
    Form.LINES,
    (
        Peer("mawk", f"{MAWK}words.awk {{in}} > {{out}}"),
        multiprocessing("W"),
        Peer("DuckDB", "{python} {peers}/run_duckdb.py W {in} {out}", needs=("python:duckdb",)),
    ),
    thresh_job("wordcount"),
    rounds=50,
    sample_every=0,
    milliseconds=True,
)

M = Task(
    "M",
    "Word count in little memory: 21 million distinct words of 24 bytes, each twice; with a count of eight bytes they "
    "take 641 MiB.",
    "keys.txt",
    Form.MANY_LINES,
    (
        Peer(
            "tr + sort + uniq",
            "tr -s ' ' '\\n' < {in} | LC_ALL=C sort --parallel={jobs} -S {memory}b -T {tmp} | uniq -c | "
            "mawk '{{print $2\"\\t\"$1}}' > {out}",
        ),
        *(
            Peer(peer.name, "BENCH_MEMORY={memory} " + peer.command, needs=peer.needs)
            for peer in libraries("W")
            if peer.name in ("ClickHouse", "DuckDB")
        ),
    ),
    thresh_job("wordcount", "--memory", "{memory}"),
    rounds=1,
    sample_every=0.02,
    budget=True,
)

L1 = Task(
    "L1",
    "Requests and bytes by status. 1.09 GB, 4.4 million lines.",
    "access.log",
    Form.LINES,
    (
        reference("L1"),
        *libraries("L1"),
        multiprocessing("L1"),
        Peer("parallel + mawk", f"{PARALLEL} mawk -f {{peers}}/awk/status.awk | {MAWK}sum-status.awk > {{out}}"),
        Peer("mawk", f"{MAWK}status.awk {{in}} > {{out}}"),
        miller("stats1 -a count,sum -f 8 -g 7"),
    ),
    thresh=thresh_logs("agg 'count, sum(bytes)' --by status"),
)

L1GZ = Task(
    "L1gz",
    "The same of eight gzip files.",
    "parts",
    Form.LINES,
    (
        Peer("pigz + mawk", f"cat {{in}}/*.gz | pigz -dc | {MAWK}status.awk > {{out}}"),
        Peer(
            "parallel + gzip + mawk",
            "ls {in}/*.gz | LC_ALL=C parallel --will-cite -j{jobs} "
            f"'gzip -dc {{{{}}}} | {MAWK}status.awk' | {MAWK}sum-status.awk > {{out}}",
        ),
        *libraries("L1", "{in}'/*.gz'"),
    ),
    thresh=thresh_logs("agg 'count, sum(bytes)' --by status"),
)

L2 = Task(
    "L2",
    "The ten busiest of 200,000 client addresses.",
    "access.log",
    Form.LINES,
    (
        reference("L2"),
        *libraries("L2"),
        multiprocessing("L2"),
        Peer("parallel + mawk", f"{PARALLEL} mawk -f {{peers}}/awk/clients.awk | {MAWK}sum-counts.awk | {TOP_TEN}"),
        Peer("mawk", f"{MAWK}clients.awk {{in}} | {TOP_TEN}"),
        miller("count-distinct -f 1 then sort -nr count -f 1 then head -n 10"),
    ),
    thresh=thresh_logs("top 10 --by ip"),
)

L3 = Task(
    "L3",
    "Median, 95th and 99th percentile of the response time by path (20,000 paths), nearest rank.",
    "access.log",
    Form.LINES,
    (
        reference("L3"),
        *libraries("L3"),
        Peer(
            "mawk + sort",
            f"{MAWK}times.awk {{in}} | {SORT} -t '\t' -k1,1 -k2,2n | {MAWK}quantiles.awk > {{out}}",
        ),
    ),
    thresh=thresh_logs("agg 'p50(extra1), p95(extra1), p99(extra1)' --by path"),
)

L4 = Task(
    "L4",
    "Distinct client addresses by hour.",
    "access.log",
    Form.LINES,
    (
        reference("L4"),
        *libraries("L4"),
        Peer("mawk", f"{MAWK}hours.awk {{in}} > {{out}}"),
        miller("put '$h=substr0($4,1,14)' then count-distinct -f h,1 then count -g h"),
    ),
    thresh=thresh_logs(
        "agg 'distinct(ip)' --by 'hour(time)'",
        r"| sed -E 's#^2025-01-([0-9]+)T([0-9]+):00:00Z#\1/Jan/2025:\2#' ",
    ),
)


def json_task(name, question, thresh):
    """The question of a task of the log, of the same requests as lines of JSON: the answer is that of the log beside it."""
    task = "L" + name[1:]
    return Task(
        name,
        question,
        "access.json",
        Form.LINES,
        (
            Peer("Rust, of the log", f"{{bin}}/reference {task} $(dirname {{in}})/access.log {{out}}", slow=True),
            *(peer for peer in libraries(name) if peer.name != "Spark"),
        ),
        thresh,
    )


J1 = json_task(
    "J1",
    "Requests and bytes by status. 1.79 GB of JSON, 4.4 million lines.",
    thresh_logs("agg 'count, sum(bytes)' --by status"),
)
J2 = json_task("J2", "The ten busiest clients, in a nested object.", thresh_logs("top 10 --by request.ip"))
J3 = json_task(
    "J3",
    "Median, 95th and 99th percentile of the response time by path, in a nested object.",
    thresh_logs("agg 'p50(duration_us), p95(duration_us), p99(duration_us)' --by request.path"),
)
J4 = json_task(
    "J4",
    "Distinct client addresses by hour.",
    thresh_logs(
        "agg 'distinct(request.ip)' --by 'hour(time)'",
        r"| sed -E 's#^2025-01-([0-9]+)T([0-9]+):00:00Z#\1/Jan/2025:\2#' ",
    ),
)


def weather_task(name, question, data):
    return Task(
        name,
        question,
        data,
        Form.DECIMALS,
        (
            reference("B"),
            *libraries("B"),
            multiprocessing("B", slow=True),
            Peer(
                "parallel + mawk",
                f"{PARALLEL} mawk -f {{peers}}/awk/weather.awk | {MAWK}merge-weather.awk > {{out}}",
                slow=True,
            ),
            Peer("mawk", f"{MAWK}weather.awk {{in}} | {MAWK}merge-weather.awk > {{out}}", slow=True),
        ),
    )


B = weather_task("B", "Least, mean and greatest temperature by station. 50 million lines, 413 stations.", "weather.txt")
B10K = weather_task("B10k", "The same with 10,000 stations.", "weather10k.txt")

R = Task(
    "R",
    "How fast can this machine read and decompress at all? 1.09 GB of log.",
    "access.log",
    Form.NOTHING,
    (
        Peer("pread by all threads", "{bin}/readlimit {in} read {jobs}"),
        Peer("mmap by all threads", "{bin}/readlimit {in} mmap {jobs}"),
        Peer("pread by one thread", "{bin}/readlimit {in} read 1"),
        Peer("wc -l", "wc -l < {in}"),
        Peer("cat through a pipe", "cat {in} | wc -c"),
        Peer("zstd -dc", "zstd -q -dc {in}.zst"),
        Peer("pigz -dc", "pigz -dc {in}.gz"),
        Peer("gzip -dc", "gzip -dc {in}.gz"),
    ),
)

TASKS = {task.name: task for task in (W, W10, S, G, GL, I, TINY, M, L1, L1GZ, L2, L3, L4, J1, J2, J3, J4, B, B10K, R)}
