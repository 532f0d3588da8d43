#!/usr/bin/env python3
"""Puts thresh-spark beside plain PySpark DataFrames on one Spark of this machine: compare_spark.py [--save]

A standalone cluster of two executors of one core, and a Connect server on it. Both sides run in the same warm session,
in turn; each answer is compared with that of a local run. Needs pyspark (.ci/spark) and rustc for the data.
"""

import argparse
import datetime
import functools
import hashlib
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here.parent / "Tests"), str(here.parent / "Sources/thresh-spark")]
import spark_cluster  # noqa: E402
import thresh_spark  # noqa: E402

from harness import machine  # noqa: E402

TASKS = {"wordcount": ("text", 1), "sort": ("tera", 100)}
HOME = Path(os.environ.get("BENCH_HOME", Path.home() / ".cache/thresh-bench"))


def data(folder: Path, task: str, megabytes: int) -> Path:
    kind, unit = TASKS[task]
    path = folder / f"{kind}-{megabytes}"
    generator = folder / "generate"
    if not generator.exists():
        subprocess.run(["rustc", "--edition", "2021", "-O", "-o", generator, here / "generate.rs"], check=True)
    if not path.exists():
        subprocess.run([generator, kind, f"{path}.new", str(megabytes * 1_000_000 // unit)], check=True)
        os.rename(f"{path}.new", path)
    return path


def parts(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.startswith("part-"))


def digest(task: str, folder: Path) -> str:
    """Of what is in the output, whatever its parts: of the lines in order where the question has one."""
    found = hashlib.sha256()
    if task == "sort":
        for part in parts(folder):
            found.update(part.read_bytes())
    else:
        for line in sorted(line for part in parts(folder) for line in part.read_bytes().splitlines()):
            found.update(line)
    return found.hexdigest()


def plain(spark, task: str, path: Path, output: Path) -> None:
    """The question as a PySpark programmer asks it."""
    from pyspark.sql import functions

    lines = spark.read.text(str(path))
    if task == "sort":
        lines.sort("value").write.text(str(output))
        return
    words = lines.select(functions.explode(functions.split("value", " ")).alias("word"))
    words.where("word != ''").groupBy("word").count().write.csv(str(output), sep="\t")


class Inside:
    """One kind of session, in a process of its own."""

    def __init__(self, kind: str, options: argparse.Namespace) -> None:
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.appName("compare").config("spark.ui.showConsoleProgress", "false")
        for setting in options.conf:
            builder = builder.config(*setting.split("=", 1))
        builder = builder.remote(options.url) if kind == "Connect" else builder.master(options.url)
        self.spark = builder.getOrCreate()
        self.spark.conf.set("spark.sql.shuffle.partitions", str(options.partitions))
        self.kind, self.options, self.work = kind, options, Path(options.work)

    def placed(self, program: str, task: str, path: Path, output: Path, *words: str) -> None:
        command = [program, task, str(path), "--partitions", str(self.options.partitions), *words, "-o", str(output)]
        thresh_spark.run(thresh_spark.parse(command), self.spark)

    def timed(self, name: str, task: str, megabytes: int, run) -> dict:
        output = self.work / "output"
        shutil.rmtree(output, ignore_errors=True)
        started = time.monotonic()
        run(output)
        seconds = time.monotonic() - started
        return {"kind": self.kind, "system": name, "task": task, "mb": megabytes, "seconds": seconds,
                "digest": digest(task, output)}  # fmt: skip

    def all(self):
        for megabytes in self.options.sizes:
            for task in self.options.tasks:
                path = data(self.options.data, task, megabytes)
                systems = {
                    "PySpark": functools.partial(plain, self.spark, task, path),
                    "thresh-spark": functools.partial(self.placed, self.options.thresh, task, path),
                }
                # The first round warms both up.
                for number in range(self.options.rounds + 1):
                    for name, run in systems.items():
                        found = self.timed(name, task, megabytes, run)
                        if number:
                            yield found
                yield from self.native(task, path, megabytes)
        yield from self.overhead()

    def native(self, task: str, path: Path, megabytes: int):
        """Processor time of the executable's processes, told by a shell around each."""
        log, program = self.work / "times", self.work / "timed"
        program.write_text(f'#!/bin/bash\n"{self.options.thresh}" "$@"\ncode=$?\ntimes >>{log}\nexit $code\n')
        program.chmod(0o755)
        log.unlink(missing_ok=True)
        self.timed("", task, megabytes, functools.partial(self.placed, str(program), task, path))
        # Of each shell two lines: its own, and that of its children.
        seconds = sum(minutes(word) for line in log.read_text().splitlines()[1::2] for word in line.split())
        yield {"kind": self.kind, "system": "native", "task": task, "mb": megabytes, "seconds": seconds}

    def overhead(self):
        """What a task costs beside its data: of many and few tasks of one small input, and of Spark's empty ones."""
        path = self.work / "small"
        path.write_text("a few words\n" * 20000)
        for system in ("thresh-spark", "empty"):
            for count in (4, 104):
                for _ in range(self.options.rounds + 1):
                    started = time.monotonic()
                    if system == "empty":
                        self.spark.range(0, count, 1, count).mapInArrow(lambda rows: rows, "id bigint").collect()
                    else:
                        output = self.work / "output"
                        shutil.rmtree(output, ignore_errors=True)
                        size = path.stat().st_size // count + 1
                        self.placed(self.options.thresh, "wordcount", path, output, "--chunk-size", str(size))
                    seconds = time.monotonic() - started
                yield {"kind": self.kind, "system": system, "task": "tasks", "mb": count, "seconds": seconds}


def minutes(word: str) -> float:
    whole, _, rest = word.partition("m")
    return int(whole) * 60 + float(rest.removesuffix("s"))


def local(options: argparse.Namespace, work: Path):
    """The same jobs without Spark."""
    for megabytes in options.sizes:
        for task in options.tasks:
            path, output = data(options.data, task, megabytes), work / "local"
            for _ in range(options.rounds):
                shutil.rmtree(output, ignore_errors=True)
                before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
                command = [options.thresh, task, path, "--partitions", str(options.partitions), "-o", output]
                subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
                seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
                cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                found = {"kind": "local", "system": "local", "task": task, "mb": megabytes, "seconds": seconds}
                yield found | {"cpu": cpu, "digest": digest(task, output)}


def outside(options: argparse.Namespace) -> list[dict]:
    work = Path(options.work)
    found = list(local(options, work))
    cluster = spark_cluster.Cluster(str(work), memory="2048m")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        cluster.start_workers()
        cluster.wait_for_workers()
        for kind in options.kinds:
            if kind == "Connect":
                cluster.start_connect()
            url = cluster.remote if kind == "Connect" else cluster.master
            confs = [] if kind == "Connect" else [w for setting in cluster.settings for w in ("--conf", setting)]
            command = [sys.executable, __file__, "--inside", kind, "--url", url, *confs, *sys.argv[1:], "--work", work]
            done = subprocess.run(
                [str(word) for word in command], stdout=subprocess.PIPE, check=True, env=cluster.environment(),
                cwd=work)  # fmt: skip
            found += [json.loads(line) for line in done.stdout.splitlines()]
            if kind == "Connect":
                cluster.stop_connect()
    finally:
        cluster.stop()
    return found


def page(rows: list[dict], options: argparse.Namespace) -> str:
    def of(kind: str, system: str, task: str, mb: int, what: str = "seconds") -> float:
        values = [r[what] for r in rows if (r["kind"], r["system"], r["task"], r["mb"]) == (kind, system, task, mb)]
        return statistics.median(values) if values else float("nan")

    facts = [f"- {name}: {value}" for name, value in machine.describe()]
    text = ["# thresh-spark beside plain PySpark", "", *facts, ""]
    text += [
        f"Medians of {options.rounds} rounds in turn, executors warm, {options.partitions} reducers. Wall seconds.",
        "Native: processor seconds of the executable's processes, as a multiple of those of a local run.",
        "",
        "| job | MB | session | PySpark | thresh-spark | ratio | local, wall | native |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for task in options.tasks:
        for mb in options.sizes:
            wanted = {row["digest"] for row in rows if row["task"] == task and row["mb"] == mb and "digest" in row}
            for kind in options.kinds:
                a, b = of(kind, "PySpark", task, mb), of(kind, "thresh-spark", task, mb)
                native = of(kind, "native", task, mb) / of("local", "local", task, mb, "cpu")
                same = "" if len(wanted) == 1 else " **answers differ**"
                text += [f"| {task}{same} | {mb} | {kind} | {a:.2f} | {b:.2f} | {b / a:.2f} "
                         f"| {of('local', 'local', task, mb):.2f} | {native:.2f} |"]  # fmt: skip
    text += ["", "Seconds of a job of 104 tasks beyond one of 4, for each of the 100, by slot (two of them):", ""]
    for kind in options.kinds:
        each = {s: (of(kind, s, "tasks", 104) - of(kind, s, "tasks", 4)) * 2 / 100 for s in ("thresh-spark", "empty")}
        own, empty = each["thresh-spark"] * 1e3, each["empty"] * 1e3
        text += [f"- {kind}: {own:.0f} ms, of which {empty:.0f} ms are Spark's for an empty task in Python"]
    return "\n".join(text) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--thresh", default=str(here.parent / ".build/release/thresh"), type=os.path.abspath)
    parser.add_argument("--data", default=HOME, type=Path)
    parser.add_argument("--sizes", default=[200, 1000], type=lambda text: [int(word) for word in text.split(",")])
    parser.add_argument("--tasks", default=list(TASKS), type=lambda text: text.split(","))
    parser.add_argument("--kinds", default=["Connect", "classic"], type=lambda text: text.split(","))
    parser.add_argument("--rounds", default=3, type=int)
    parser.add_argument("--partitions", default=8, type=int)
    parser.add_argument("--work", default="", help="where outputs go")
    parser.add_argument("--save", action="store_true", help="write results/DATE/spark.md")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--conf", action="append", default=[], help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.data = options.data.resolve()
    options.data.mkdir(parents=True, exist_ok=True)
    if options.inside:
        for row in Inside(options.inside, options).all():
            print(json.dumps(row), flush=True)
        return
    if missing := spark_cluster.missing():
        sys.exit(f"compare_spark: {missing} is missing")
    options.work = options.work or str(options.data / "spark")
    shutil.rmtree(options.work, ignore_errors=True)
    os.makedirs(options.work)
    text = page(outside(options), options)
    print(text)
    if options.save:
        folder = here / "results" / str(datetime.date.today())
        folder.mkdir(exist_ok=True)
        (folder / "spark.md").write_text(text)


if __name__ == "__main__":
    main()
