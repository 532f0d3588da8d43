"""Runs a job executable of Thresh on Apache Spark: thresh-spark --master spark://HOST:7077 ./job INPUT -o OUT

Spark places, feeds and retries; the executable's workers (`JOB worker plan|map|reduce|commit`) do the rest. One driver
for classic Spark and Spark Connect, on DataFrame APIs only. Docs/ManyMachines.md has the shape and its limits.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
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
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from struct import pack, unpack
from typing import IO, Any, NoReturn
from urllib.parse import urlsplit

VERSION, END, HELLO = 1, 0xFFFFFFFF, 0xFFFFFFFE
REPORT, COUNTS, FAILED = "reporter:thresh:", b"THRC", "THRESH-FAILED "
BATCH_BYTES = 8 << 20
RUNS = "route int, partition int, blob binary"
ROWS = "role string, partition int, attempt bigint, path string, size bigint, crc bigint, counters string"
USAGE, NO_INPUT, SOFTWARE, INTERRUPTED, TERMINATED = 64, 66, 70, 130, 143


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


# ---- In tasks


class Worker:
    """A process of the executable, killed unless it is finished."""

    def __init__(self, job: Job, role: str, number: int, prints: bool = False) -> None:
        self.role, self.number, self.attempt = role, number, attempt_id()
        name = f"{'part' if role == 'reduce' else 'task'}-{number}.{self.attempt}"
        self.path = "" if prints else os.path.join(job.staging, name)
        options = ["--partition", str(number)] if role == "reduce" else ["--partitions", str(job.partitions)]
        options += [] if prints else ["--output", self.path]
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            [executable(job.program), "worker", role, *options, *job.words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if prints else subprocess.DEVNULL,
            stderr=self.errors,
        )
        self.write(pack("<I", len(job.plan)), job.plan)

    def write(self, *pieces: bytes) -> None:
        try:
            for piece in pieces:
                self.process.stdin.write(piece)  # type: ignore[union-attr]
        except BrokenPipeError:
            # It says itself why it has ended.
            self.finish()
            self.fail("it did not read its input")

    def read(self, count: int) -> bytes:
        data: bytes = self.process.stdout.read(count)  # type: ignore[union-attr]
        if len(data) < count:
            self.finish()
            self.fail("its output ends before its end mark")
        return data

    def numbers(self, count: int) -> tuple[int, ...]:
        return unpack(f"<{count}I", self.read(4 * count))

    def close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()  # type: ignore[union-attr]

    def finish(self) -> tuple[Any, ...]:
        """Waits for its end. Returns the row of what it wrote."""
        self.close()
        if self.process.wait() != 0:
            self.fail()
        report = self.told()[-1].removeprefix(REPORT) if self.path else '{"xxh3": "0"}'
        crc = int(json.loads(report)["xxh3"], 16)
        size = os.path.getsize(self.path) if self.path else 0
        return self.role, self.number, self.attempt, self.path, size, crc - (crc >> 63 << 64), report

    def told(self) -> list[str]:
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace").splitlines()

    def fail(self, reason: str = "") -> NoReturn:
        text = "\n".join([line for line in self.told() if line and not line.startswith("reporter:")][-20:] + [reason])
        facts = {"role": self.role, "partition": self.number, "attempt": self.attempt, "exit": self.process.poll()}
        raise RuntimeError(FAILED + json.dumps(facts | {"host": socket.gethostname(), "stderr": text.strip()[-1500:]}))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.close()
        self.errors.close()


def executable(name: str) -> str:
    if os.path.isabs(name):
        return name
    from pyspark import SparkFiles

    return os.path.join(SparkFiles.getRootDirectory(), name)


def attempt_id() -> int:
    from pyspark import TaskContext

    context = TaskContext.get()
    return int(context.taskAttemptId()) if context else 0


def batch(schema: str, rows: Iterable[tuple[Any, ...]]) -> Any:  # noqa: ANN401
    import pyarrow as pa

    types = {"string": pa.string(), "int": pa.int32(), "bigint": pa.int64(), "binary": pa.binary()}
    fields = [column.split() for column in schema.split(", ")]
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    arrays = [pa.array(cells, types[kind]) for cells, (_, kind) in zip(columns, fields, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=[name for name, _ in fields])


def map_tasks(job: Job, batches: Iterator[Any]) -> Iterator[Any]:
    """Maps the tasks of a Spark partition: blobs, or where there is no reduce a row of each."""
    for task in (number for rows in batches for number in rows.column(0).to_pylist()):
        worker = Worker(job, "map", task, prints=job.reduces)
        try:
            worker.write(job.tasks[task])
            if not job.reduces:
                yield batch(ROWS, [worker.finish()])
                continue
            worker.close()
            yield from map_output(job, task, worker)
        finally:
            worker.kill()


def map_output(job: Job, task: int, worker: Worker) -> Iterator[Any]:
    hello, length = worker.numbers(2)
    if hello != HELLO or worker.read(length) != b"THRW" + pack("<I", VERSION):
        worker.fail("it speaks another version of the protocol")
    # So that no part is missing where nothing was emitted.
    rows = [(job.routes[partition], partition, b"") for partition in range(job.partitions) if task == 0]
    size = 0
    while (partition := worker.numbers(1)[0]) != END:
        blob = worker.read(worker.numbers(1)[0])
        if rows and size + len(blob) > BATCH_BYTES:
            yield batch(RUNS, rows)
            rows, size = [], 0
        rows.append((job.routes[partition], partition, blob))
        size += len(blob)
    if worker.process.stdout.read(1):  # type: ignore[union-attr]
        worker.fail("there is something behind its end mark")
    worker.finish()
    yield batch(RUNS, rows)


def reduce_partitions(job: Job, batches: Iterator[Any]) -> Iterator[Any]:
    """Reduces any set of whole partitions: the first that comes is fed as it comes, others wait in files."""
    workers: list[Worker] = []
    waiting: dict[int, IO[bytes]] = {}
    rows: list[tuple[Any, ...]] = []
    try:
        for columns in batches:
            for partition, blob in zip(columns.column("partition").to_pylist(), columns.column("blob"), strict=True):
                data = blob.as_py()
                if data.startswith(COUNTS):
                    report = data[len(COUNTS) :].decode()
                    rows.append(("map", json.loads(report)["task"], attempt_id(), "", 0, 0, report))
                    continue
                if not workers:
                    workers.append(Worker(job, "reduce", partition))
                frame = (pack("<I", len(data)), data) if data else ()
                if partition == workers[0].number:
                    workers[0].write(*frame)
                    continue
                if partition not in waiting:
                    waiting[partition] = tempfile.TemporaryFile()  # noqa: SIM115
                waiting[partition].writelines(frame)
        for worker in workers[:1]:
            worker.write(pack("<I", END))
            rows.append(worker.finish())
        for partition, file in waiting.items():
            workers.append(Worker(job, "reduce", partition))
            file.seek(0)
            while piece := file.read(1 << 20):
                workers[-1].write(piece)
            workers[-1].write(pack("<I", END))
            rows.append(workers[-1].finish())
        yield batch(ROWS, rows)
    finally:
        for worker in workers:
            worker.kill()
        for file in waiting.values():
            file.close()


# ---- In the driver


def murmur3(value: int) -> int:
    """Spark's hash of an int, modulo 2^32."""
    mask = 0xFFFFFFFF
    k = value * 0xCC9E2D51 & mask
    h = 42 ^ (k << 15 | k >> 17) * 0x1B873593 & mask
    h = ((h << 13 | h >> 19) * 5 + 0xE6546B64) & mask ^ 4
    h = (h ^ h >> 16) * 0x85EBCA6B & mask
    h = (h ^ h >> 13) * 0xC2B2AE35 & mask
    return h ^ h >> 16


def routes(count: int) -> list[int]:
    """For each partition the least number that hash partitioning sends to the task of that number."""
    found: dict[int, int] = {}
    number = 0
    while len(found) < count:
        code = murmur3(number)
        found.setdefault((code - (code >> 31 << 32)) % count, number)
        number += 1
    return [found[partition] for partition in range(count)]


class Failure(Exception):
    def __init__(self, code: int, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.code = code


def from_spark(error: Exception) -> Failure:
    """What a worker said in an error of Spark's, or the first line of what Spark says."""
    text = str(error)
    place = text.find(FAILED)
    if place >= 0:
        with contextlib.suppress(ValueError):
            facts, _ = json.JSONDecoder().raw_decode(text, place + len(FAILED))
            code = facts["exit"] or SOFTWARE
            end = f"signal {-code}" if code < 0 else f"exit code {code}"
            what = f"thresh-spark: {facts['role']} {facts['partition']} failed on {facts['host']}, {end}"
            return Failure(code if code > 0 else SOFTWARE, *facts["stderr"].splitlines(), what)
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [type(error).__name__]
    return Failure(SOFTWARE, f"thresh-spark: Spark: {lines[0][:500]}; --verbose says more")


@contextlib.contextmanager
def quiet_java(verbose: bool) -> Iterator[None]:
    """A JVM that is started meanwhile has no standard error to fill."""
    kept = os.dup(2)
    with open(os.devnull, "wb") as null:
        try:
            if not verbose:
                os.dup2(null.fileno(), 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def connect(options: argparse.Namespace) -> Any:  # noqa: ANN401
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Failure(SOFTWARE, f"thresh-spark: {error}; pip install 'pyspark[connect]'") from error
    if options.remote:
        # Spark's own client would go on trying for minutes.
        place = urlsplit(options.remote)
        try:
            socket.create_connection((place.hostname or "", place.port or 15002), timeout=20).close()
        except (OSError, ValueError) as error:
            raise Failure(SOFTWARE, f"thresh-spark: {options.remote}: nothing answers there: {error}") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("thresh " + os.path.basename(options.command[0]))
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    if options.master:
        # Native memory of a worker is outside of the heap.
        builder = builder.master(options.master).config("spark.executor.memoryOverhead", "812m")
    for setting in options.conf:
        builder = builder.config(*setting.split("=", 1))
    with quiet_java(options.verbose):
        try:
            spark = (builder.remote(options.remote) if options.remote else builder).getOrCreate()
        except Exception as error:
            raise from_spark(error) from error
    try:
        # Where there is no limit of bytes, thousands of blobs would be one batch.
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "16")
    except Exception as error:
        print(f"thresh-spark: a setting is refused: {str(error).splitlines()[0]}", file=sys.stderr)
    return spark


class Progress:
    """One line at a terminal, of stages and tasks."""

    def __init__(self, spark: Any, classic: bool) -> None:  # noqa: ANN401
        self.spark, self.ended = spark, not sys.stderr.isatty()
        if not self.ended and classic:
            threading.Thread(target=self.watch, daemon=True).start()
        elif not self.ended:
            spark.registerProgressHandler(self.handle)

    def handle(self, stages: Iterable[Any] | None, inflight_tasks: int, **_: Any) -> None:  # noqa: ANN401
        self.show([(s.num_completed_tasks, s.num_tasks) for s in stages or []], inflight_tasks)

    def watch(self) -> None:
        tracker = self.spark.sparkContext.statusTracker()
        while not self.ended:
            infos = [info for number in tracker.getActiveStageIds() if (info := tracker.getStageInfo(number))]
            self.show([(i.numCompletedTasks, i.numTasks) for i in infos], sum(i.numActiveTasks for i in infos))
            time.sleep(0.5)

    def show(self, stages: list[tuple[int, int]], running: int) -> None:
        if stages and not self.ended:
            text = ", ".join(f"{done} of {tasks}" for done, tasks in stages)
            print(f"\r\x1b[Ktasks done: {text}; {running} running", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if not self.ended:
            self.ended = True
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def place(spark: Any, job: Job, program: str, classic: bool) -> list[dict[str, Any]]:  # noqa: ANN401
    """Has Spark run all tasks. Returns the rows of what was written."""
    from pyspark import cloudpickle

    # Executors need not have this module.
    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # type: ignore[no-untyped-call]
    progress = Progress(spark, classic)
    try:
        with tempfile.TemporaryDirectory() as directory:
            shutil.copy(program, os.path.join(directory, job.program))
            spark.addArtifacts(os.path.join(directory, job.program), file=True)
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
    finally:
        progress.end()


def reduce_nothing(job: Job) -> list[dict[str, Any]]:
    """The parts of a job without a task, made here."""
    empty = [batch(RUNS, [(0, partition, b"")]) for partition in range(job.partitions if job.reduces else 0)]
    return [row for rows in reduce_partitions(job, iter(empty)) for row in rows.to_pylist()]


def check(rows: list[dict[str, Any]], job: Job) -> None:
    found = Counter((row["role"], row["partition"]) for row in rows)
    wanted = [("map", task) for task in range(len(job.tasks))]
    wanted += [("reduce", partition) for partition in range(job.partitions if job.reduces else 0)]
    for role, number in wanted:
        if (times := found[role, number]) != 1:
            what = f"{role} {number} came {times} times from Spark instead of once"
            raise Failure(SOFTWARE, f"thresh-spark: {what}; nothing is committed")


def local(program: str, role: str, words: list[str], stdin: bytes = b"", **streams: Any) -> bytes:  # noqa: ANN401
    done = subprocess.run([program, "worker", role, *words], input=stdin, check=False, **streams)
    if done.returncode:
        raise Failure(done.returncode if done.returncode > 0 else SOFTWARE)
    return done.stdout or b""


def run(options: argparse.Namespace) -> None:
    found, words = shutil.which(options.command[0]), options.command[1:]
    if found is None:
        raise Failure(NO_INPUT, f"thresh-spark: {options.command[0]}: there is no such executable")
    program = os.path.abspath(found)
    text = local(program, "plan", words, stdout=subprocess.PIPE)
    (length,) = unpack("<I", text[:4])
    plan, (head, _, lines) = text[4 : 4 + length], text[4 + length :].partition(b"\n")
    facts = json.loads(head)
    if facts["version"] != VERSION:
        raise Failure(USAGE, f"thresh-spark: {program} speaks another version of the protocol, {facts['version']}")
    directory, name = os.path.split((facts["output"] or os.path.join(os.getcwd(), "thresh")).rstrip("/"))
    staging = os.path.join(os.path.abspath(options.staging or directory), f".{name}.{uuid.uuid4().hex}")
    with open(program, "rb") as file:
        shipped = f"{os.path.basename(program)}-{hashlib.sha256(file.read()).hexdigest()[:16]}"
    tasks = [task + b"\n" for task in lines.split(b"\n\n")[:-1]]
    parts = facts["partitions"]
    job = Job(shipped, words, plan, tasks, parts, facts["reduces"], routes(parts), staging)
    os.makedirs(staging)
    spark = None
    try:
        spark = connect(options) if tasks else None
        here = replace(job, program=program)
        rows = place(spark, job, program, not options.remote) if tasks else reduce_nothing(here)
        check(rows, job)
        local(program, "commit", words, text[: 4 + length] + "".join(json.dumps(row) + "\n" for row in rows).encode())
    finally:
        # Also what a task that is being cancelled still writes.
        deadline = time.monotonic() + 5
        while os.path.exists(staging) and time.monotonic() < deadline:
            shutil.rmtree(staging, ignore_errors=True)
        if spark:
            with contextlib.suppress(Exception):
                spark.stop()


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("thresh-spark", description=(__doc__ or "").splitlines()[0])
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--master", help="a classic cluster, as spark://HOST:7077")
    where.add_argument("--remote", help="a Spark Connect server, as sc://HOST:15002")
    parser.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting of Spark")
    parser.add_argument("--staging", help="where parts are written first: all machines see it (default: beside -o)")
    parser.add_argument("--verbose", action="store_true", help="show what Spark says")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="JOB …", help="the command, as it is typed")
    options = parser.parse_args(arguments)
    if not options.command or any("=" not in setting for setting in options.conf):
        parser.print_usage(sys.stderr)
        raise SystemExit(USAGE)
    return options


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        run(options)
    except Failure as failure:
        if options.verbose and failure.__cause__:
            print(failure.__cause__, file=sys.stderr)
        if str(failure):
            print(failure, file=sys.stderr)
        return failure.code
    except KeyboardInterrupt:
        print("thresh-spark: interrupted; nothing is committed", file=sys.stderr)
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
