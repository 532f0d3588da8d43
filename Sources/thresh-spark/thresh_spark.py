"""Runs a job of Thresh on Apache Spark: thresh-spark --master spark://HOST:7077 ./job INPUT -o OUTPUT"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from struct import pack
from typing import IO, Any, NoReturn
from urllib.parse import urlsplit

VERSION, END, HELLO = 1, 0xFFFFFFFF, 0xFFFFFFFE
REPORT, COUNTS, FAILED, BATCH_BYTES = "reporter:thresh:", b"THRC", "THRESH-FAILED ", 8 << 20
RUNS, ROWS = "route int, partition int, blob binary", "path string, counters string"
# Where no command says how, Arrow moves files whose names are URIs: it puts one, prints a part of one, or its size.
ARROW = """"$THRESH_PYTHON" -c '
import sys
from pyarrow.fs import FileSystem
sys.excepthook = lambda *error: print(error[1], file=sys.stderr)
(store, path), rest = FileSystem.from_uri(sys.argv[1].replace("s3a:", "s3:", 1)), sys.argv[2:]
if len(rest) == 1:
    with store.open_output_stream(path) as target:
        target.upload(open(rest[0], "rb"))
else:
    file, (first, count) = store.open_input_file(path), map(int, rest or (0, 0))
    for at in range(first, first + count, 1 << 22):
        sys.stdout.buffer.write(file.read_at(min(1 << 22, first + count - at), at))
    rest or print(file.size())' {path}"""
# What a session has been given, by its id: executors that start later fetch it from there.
SHIPPED: dict[tuple[int, str], Any] = {}


@dataclass(frozen=True)
class Job:
    """What each task has of the driver's."""

    program: str
    words: list[str]
    plan: bytes
    tasks: list[bytes]
    partitions: int
    reduces: bool
    routes: list[int]
    staging: str


class Worker(contextlib.AbstractContextManager["Worker"]):
    """A process of the executable in a task, killed unless it is finished."""

    def __init__(self, job: Job, role: str, number: int, prints: bool = False) -> None:
        from pyspark import SparkFiles, TaskContext

        self.role, self.number = role, number
        attempt = context.taskAttemptId() if (context := TaskContext.get()) else 0
        self.path = "" if prints else f"{job.staging}{role}-{number}.{attempt}"
        words = ["--partition", str(number)] if role == "reduce" else ["--partitions", str(job.partitions)]
        words += [*([] if prints else ["--output", self.path]), *job.words]
        program = job.program if os.path.isabs(job.program) else f"{SparkFiles.getRootDirectory()}/{job.program}"
        command, output = [program, "worker", role, *words], subprocess.PIPE if prints else subprocess.DEVNULL
        os.environ["THRESH_PYTHON"] = sys.executable
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=self.errors)
        self.write(pack("<I", len(job.plan)) + job.plan)

    def write(self, data: bytes) -> None:
        try:
            self.process.stdin.write(data)  # type: ignore[union-attr]
        except BrokenPipeError:
            self.fail("it did not read its input")

    def read(self, count: int) -> bytes:
        data: bytes = self.process.stdout.read(count)  # type: ignore[union-attr]
        if len(data) < count:
            self.fail("its output ends before its end mark")
        return data

    def number_read(self) -> int:
        return int.from_bytes(self.read(4), "little")

    def close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()  # type: ignore[union-attr]

    def finish(self) -> tuple[str, str]:
        """Tells it that its input is complete, and waits for its end. Returns the row of what it wrote."""
        if self.role == "reduce":
            self.write(pack("<I", END))
        self.close()
        if self.process.wait() != 0:
            self.fail()
        return self.path, self.told()[-1].removeprefix(REPORT) if self.path else ""

    def fail(self, reason: str = "") -> NoReturn:
        """Throws with what it says itself of its end; else with the reason to end it."""
        self.close()
        self.process.wait()
        said = [line for line in self.told() if line and not line.startswith("reporter:")][-20:] or [reason]
        facts = {"role": self.role, "partition": self.number, "exit": self.process.poll(), "host": socket.gethostname()}
        raise RuntimeError(FAILED + json.dumps({**facts, "stderr": "\n".join(said).strip()[-1500:]}))

    def told(self) -> list[str]:
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace").splitlines()

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.close()
        self.errors.close()


def batch(schema: str, rows: Iterable[tuple[Any, ...]]) -> Any:  # noqa: ANN401
    import pyarrow as pa

    columns = pa.schema([tuple(column.replace(" int", " int32").split()) for column in schema.split(", ")])
    return pa.RecordBatch.from_pylist([dict(zip(columns.names, row, strict=True)) for row in rows], schema=columns)


def map_tasks(job: Job, batches: Iterator[Any]) -> Iterator[Any]:
    """Maps the tasks of a Spark partition: blobs, or where there is no reduce a row of each."""
    for task in (number for rows in batches for number in rows.column(0).to_pylist()):
        with Worker(job, "map", task, prints=job.reduces) as worker:
            worker.write(job.tasks[task])
            worker.close()
            if job.reduces:
                # So that no part is missing where nothing was emitted.
                yield batch(RUNS, [(job.routes[p], p, b"") for p in range(job.partitions) if task == 0])
                yield from blobs(job, worker)
            else:
                yield batch(ROWS, [worker.finish()])


def blobs(job: Job, worker: Worker) -> Iterator[Any]:
    if worker.number_read() != HELLO or worker.read(worker.number_read()) != b"THRW" + pack("<I", VERSION):
        worker.fail("it speaks another version of the protocol")
    rows, size = [], 0
    while (partition := worker.number_read()) != END:
        rows.append((job.routes[partition], partition, worker.read(worker.number_read())))
        size += len(rows[-1][2])
        if size >= BATCH_BYTES:
            yield batch(RUNS, rows)
            rows, size = [], 0
    if worker.process.stdout.read(1):  # type: ignore[union-attr]
        worker.fail("there is something behind its end mark")
    worker.finish()
    yield batch(RUNS, rows)


def reduce_partitions(job: Job, batches: Iterator[Any]) -> Iterator[Any]:
    """Reduces any set of whole partitions, in general one: each has a worker, which is fed as blobs come."""
    rows: list[tuple[str, str]] = []
    workers: dict[int, Worker] = {}
    with contextlib.ExitStack() as ends:
        for columns in batches:
            for partition, blob in zip(columns.column("partition").to_pylist(), columns.column("blob"), strict=True):
                data = blob.as_py()
                if data.startswith(COUNTS):
                    rows.append(("", data[len(COUNTS) :].decode()))
                    continue
                if partition not in workers:
                    workers[partition] = ends.enter_context(Worker(job, "reduce", partition))
                workers[partition].write(pack("<I", len(data)) + data if data else b"")
        yield batch(ROWS, rows + [worker.finish() for worker in workers.values()])


def routes(count: int) -> list[int]:
    """For each partition the least number that Spark's hash partitioning, murmur3 of an int, sends to its task."""
    found, mask, number = dict[int, int](), 0xFFFFFFFF, 0
    while len(found) < count:
        k = number * 0xCC9E2D51 & mask
        h = 42 ^ (k << 15 | k >> 17) * 0x1B873593 & mask
        h = ((h << 13 | h >> 19) * 5 + 0xE6546B64) & mask ^ 4
        h = (h ^ h >> 16) * 0x85EBCA6B & mask
        h = (h ^ h >> 13) * 0xC2B2AE35 & mask
        h ^= h >> 16
        found.setdefault((h - (h >> 31 << 32)) % count, number)
        number += 1
    return [found[partition] for partition in range(count)]


class Failure(Exception):
    """An exit code, and lines of text."""


def from_spark(error: Exception) -> Failure:
    """What a worker said in an error of Spark's, or the first line of what Spark says."""
    message, found, report = str(error).partition(FAILED)
    if found:
        with contextlib.suppress(ValueError):
            facts, _ = json.JSONDecoder().raw_decode(report)
            code = facts["exit"] or os.EX_SOFTWARE
            end = f"signal {-code}" if code < 0 else f"exit code {code}"
            what = f"thresh-spark: {facts['role']} {facts['partition']} failed on {facts['host']}, {end}"
            return Failure(code if code > 0 else os.EX_SOFTWARE, *facts["stderr"].splitlines(), what)
    lines = [line.strip() for line in message.splitlines() if line.strip()] or [type(error).__name__]
    return Failure(os.EX_SOFTWARE, f"thresh-spark: Spark: {lines[0][:500]}; --verbose says more")


def connect(options: argparse.Namespace) -> Any:  # noqa: ANN401
    from pyspark.sql import SparkSession

    if options.remote:
        # Spark's own client would go on trying for minutes.
        place = urlsplit(options.remote)
        try:
            socket.create_connection((place.hostname or "", place.port or 15002), timeout=20).close()
        except (OSError, ValueError) as error:
            raise Failure(os.EX_SOFTWARE, f"thresh-spark: {options.remote}: nothing answers there: {error}") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("thresh " + os.path.basename(options.command[0]))
    settings = [f"spark.remote={options.remote}"] if options.remote else ["spark.ui.showConsoleProgress=false"]
    # Native memory of a worker is outside of the heap.
    settings += [f"spark.master={options.master}", "spark.executor.memoryOverhead=812m"] if options.master else []
    for setting in settings + options.conf:
        builder = builder.config(*setting.split("=", 1))
    kept, null, handler = os.dup(2), os.open(os.devnull, os.O_WRONLY), signal.getsignal(signal.SIGINT)
    try:
        # A JVM that is started now has no standard error to fill; Spark's SIGINT handler asks it amid another question.
        os.dup2(kept if options.verbose else null, 2)
        return builder.getOrCreate()
    except Exception as error:
        raise from_spark(error) from error
    finally:
        os.dup2(kept, 2)
        _ = threading.current_thread() is threading.main_thread() and signal.signal(signal.SIGINT, handler)


@contextlib.contextmanager
def progress(spark: Any, classic: bool) -> Iterator[None]:  # noqa: ANN401
    """One line at a terminal, of stages and tasks."""
    ended = threading.Event()

    def show(stages: list[str], running: int) -> None:
        if stages and not ended.is_set():
            print(f"\r\x1b[Ktasks done: {', '.join(stages)}; {running} running", end="", file=sys.stderr, flush=True)

    def told(stages: list[Any] | None, inflight_tasks: int, **_: Any) -> None:  # noqa: ANN401
        show([f"{stage.num_completed_tasks} of {stage.num_tasks}" for stage in stages or []], inflight_tasks)

    def watch() -> None:
        tracker = spark.sparkContext.statusTracker()
        while not ended.wait(0.5):
            stages = [stage for number in tracker.getActiveStageIds() if (stage := tracker.getStageInfo(number))]
            show([f"{s.numCompletedTasks} of {s.numTasks}" for s in stages], sum(s.numActiveTasks for s in stages))

    if classic:
        threading.Thread(target=watch, daemon=True).start()
    else:
        spark.registerProgressHandler(told)
    try:
        yield
    finally:
        ended.set()
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def place(spark: Any, job: Job, program: str) -> list[dict[str, Any]]:  # noqa: ANN401
    """Has Spark run all tasks. Returns the rows of what was written."""
    from pyspark import cloudpickle

    # Executors need not have this module.
    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # type: ignore[no-untyped-call]
    try:
        # Where there is no limit of bytes, thousands of blobs would be one batch.
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "16")
    except Exception as error:
        print(f"thresh-spark: a setting is refused: {str(error).splitlines()[0]}", file=sys.stderr)
    classic = "connect" not in type(spark).__module__
    try:
        if (id(spark), job.program) not in SHIPPED:
            SHIPPED[id(spark), job.program] = directory = tempfile.TemporaryDirectory()
            spark.addArtifacts(shutil.copy(program, os.path.join(directory.name, job.program)), file=True)
        with progress(spark, classic) if sys.stderr.isatty() else contextlib.nullcontext():
            tasks = spark.range(0, len(job.tasks), 1, len(job.tasks))
            rows = tasks.mapInArrow(partial(map_tasks, job), RUNS if job.reduces else ROWS)
            if job.reduces:
                rows = rows.repartition(job.partitions, "route").mapInArrow(partial(reduce_partitions, job), ROWS)
            return [row.asDict() for row in rows.collect()]
    except KeyboardInterrupt:
        with contextlib.suppress(Exception):
            _ = spark.sparkContext.cancelAllJobs() if classic else spark.interruptAll()
        raise
    except Exception as error:
        raise from_spark(error) from error


def local(program: str, role: str, words: list[str], stdin: bytes = b"", **streams: Any) -> bytes:  # noqa: ANN401
    done = subprocess.run([program, "worker", role, *words], input=stdin, check=False, **streams)
    if done.returncode:
        raise Failure(done.returncode if done.returncode > 0 else os.EX_SOFTWARE)
    return done.stdout or b""


def run(options: argparse.Namespace, spark: Any = None) -> None:  # noqa: ANN401
    """Plans, has Spark do it, and commits; in a session of its own unless one is given."""
    program = os.path.abspath(shutil.which(options.command[0]) or "")
    if not os.path.isfile(program):
        raise Failure(os.EX_NOINPUT, f"thresh-spark: {options.command[0]}: there is no such executable")
    commands = {"--open": options.open, "--size": options.size, "--put": options.put}
    if any("://" in word for word in (*options.command, options.staging or "")):
        os.environ["THRESH_PYTHON"] = sys.executable
        commands["--put"] = options.put or ARROW + " {file}"
        if not options.open:
            commands |= {"--open": ARROW + " {offset} {length}", "--size": ARROW}
    words = [word for pair in commands.items() if pair[1] for word in pair] + options.command[1:]
    text = local(program, "plan", words, stdout=subprocess.PIPE)
    end = 4 + int.from_bytes(text[:4], "little")
    plan, (head, _, lines) = text[4:end], text[end:].partition(b"\n")
    facts = json.loads(head)
    if facts["version"] != VERSION:
        raise Failure(os.EX_USAGE, f"thresh-spark: {program} speaks version {facts['version']} of the protocol")
    output, job_id = facts["output"] or os.path.join(os.getcwd(), "thresh"), uuid.uuid4().hex
    directory, name = os.path.split(output.rstrip("/"))
    base = output if "://" in output else options.staging or directory
    # A store has no directories to rename: parts are in their places at once, and a manifest names them.
    staging = f"{base}/part-{job_id}-" if "://" in base else os.path.join(os.path.abspath(base), f".{name}.{job_id}/")
    with open(program, "rb") as file:
        shipped = f"{os.path.basename(program)}-{hashlib.sha256(file.read()).hexdigest()[:16]}"
    tasks = [task + b"\n" for task in lines.split(b"\n\n")[:-1]]
    job = Job(shipped, words, plan, tasks, facts["partitions"], facts["reduces"], routes(facts["partitions"]), staging)
    if "://" not in base:
        os.makedirs(staging)
    own = None
    try:
        if tasks:
            spark = spark or (own := connect(options))
            rows = place(spark, job, program)
        else:
            empty = iter([batch(RUNS, [(0, partition, b"") for partition in range(job.partitions) if job.reduces])])
            rows = [row for done in reduce_partitions(replace(job, program=program), empty) for row in done.to_pylist()]
        local(program, "commit", words, text[:end] + "".join(json.dumps(row) + "\n" for row in rows).encode())
    finally:
        # Also what a task that is being cancelled still writes.
        for _ in range(50):
            shutil.rmtree(staging, ignore_errors=True)
            time.sleep(0.1 if os.path.exists(staging) else 0)
        with contextlib.suppress(Exception):
            _ = own and own.stop()


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The options of a command line. Throws `SystemExit` with 0 after help, and else where it is wrong."""
    parser = argparse.ArgumentParser("thresh-spark", description=(__doc__ or "").splitlines()[0])
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--master", help="a classic cluster, as spark://HOST:7077")
    where.add_argument("--remote", help="a Spark Connect server, as sc://HOST:15002")
    parser.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting of Spark")
    parser.add_argument("--open", metavar="CMD", help="prints {length} bytes of a URI {path} from {offset} on, or all")
    parser.add_argument("--size", metavar="CMD", help="prints how many bytes {path} has, where --open prints a part")
    parser.add_argument("--put", metavar="CMD", help="puts {file} where {path} says, where --staging or -o is a URI")
    parser.add_argument("--staging", help="where parts are written first: all machines see it (default: beside -o)")
    parser.add_argument("--verbose", action="store_true", help="show what Spark says")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="JOB …", help="the command, as it is typed")
    options = parser.parse_args(arguments)
    if not options.command or any("=" not in setting for setting in options.conf):
        parser.error("a command is missing, or --conf without =")
    return options


def main(arguments: list[str] | None = None) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        options = parse(arguments)
        warnings.simplefilter("default" if options.verbose else "ignore")
        logging.disable(logging.NOTSET if options.verbose else logging.CRITICAL)
        run(options)
        return 0
    except SystemExit as end:
        return os.EX_USAGE if end.code == 2 else int(end.code or 0)
    except Failure as failure:
        code, *lines = failure.args
        lines = [cause for cause in [failure.__cause__] if cause and options.verbose] + lines
        print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr)
        return int(code)
    except ImportError as error:
        print(f"thresh-spark: {error}; pip install 'pyspark[connect]'", file=sys.stderr)
        return os.EX_SOFTWARE
    except KeyboardInterrupt:
        print("thresh-spark: interrupted; nothing is committed", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
