#!/usr/bin/env python3
"""The library Multiprocessing beside CPython's module of that name: builds multiprocessing/, runs each task with one
and with the other in turn, and prints what an operation takes. Ends with status 1 when an answer is wrong."""

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

from harness import machine, report

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.join(HERE, "multiprocessing")
# Outside of the package, where nobody takes what is built for a source.
SCRATCH = os.path.join(os.path.dirname(HERE), ".build", "multiprocessing-tasks")
PEER = os.path.join(HERE, "peers", "multiprocessing_tasks.py")
SYSTEM_PYTHON = "/usr/bin/python3"


@dataclass
class Run:
    """One way to do a task. count: operations; expected: the answer for so many."""

    name: str
    command: list
    count: int
    expected: int
    nanoseconds: list = field(default_factory=list)

    def measure(self):
        """Runs it once; answers whether its answer is right."""
        done = subprocess.run([*self.command, str(self.count)], capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            print(done.stderr, file=sys.stderr)
            return False
        nanoseconds, answer = map(int, done.stdout.split())
        self.nanoseconds.append(nanoseconds / self.count)
        return answer == self.expected

    @property
    def median(self):
        return statistics.median(self.nanoseconds)


@dataclass
class Task:
    """The first of the runs is the one that the others are compared with; goal: of the second's ratio to it."""

    question: str
    runs: list
    goal: str = ""


def same(count):
    return count


def sum_below(count):
    return count * (count - 1) // 2


def squares_below(count):
    return (count - 1) * count * (2 * count - 1) // 6


def found_words(count):
    """Two processes look up half each, of a thousand words over and over."""
    return 2 * sum(number % 1000 for number in range(count // 2))


def has_redis(python):
    """Whether it can be compared with."""
    return shutil.which("redis-server") and subprocess.run([python, "-c", "import redis"], capture_output=True).returncode == 0


def threefold(count):
    return 3 * count


def tasks(ours, python):
    """How often: a second or less for each run, and for CPython no more than it needs to be steady."""

    def run(name, command, task, count, answer):
        return Run(name, [*command, task], count, answer(count))

    thresh, cpython = [ours], [python, PEER]
    return [
        Task(
            "an integer through a queue, from one process to another",
            [
                run("MessageQueue", thresh, "queue", 2_000_000, sum_below),
                run("CPython Queue", cpython, "queue", 100_000, sum_below),
                run("CPython SimpleQueue", cpython, "simple-queue", 100_000, sum_below),
            ],
            "≥ 25",
        ),
        Task(
            "take and release a lock that nobody else wants",
            [
                run("SharedLock", thresh, "lock", 10_000_000, same),
                run("CPython Lock", cpython, "lock", 1_000_000, same),
                run("two atomic operations alone", thresh, "atomics", 10_000_000, same),
            ],
            "≥ 20",
        ),
        Task(
            "add to a shared integer under its lock",
            [
                run("SharedMutex", thresh, "value", 5_000_000, same),
                run("CPython Value", cpython, "value", 500_000, same),
            ],
        ),
        Task(
            "square an integer in a pool of two, with the chunks that each chooses",
            [
                run("ProcessPool", thresh, "map", 2_000_000, squares_below),
                run("CPython Pool", cpython, "map", 2_000_000, squares_below),
            ],
            "≥ 15",
        ),
        Task(
            "the same, each integer alone (chunk size 1)",
            [
                run("ProcessPool", thresh, "map1", 500_000, squares_below),
                run("CPython Pool", cpython, "map1", 50_000, squares_below),
            ],
            "≥ 15",
        ),
        Task(
            "add under a lock, put and get, all processes with one lock and one queue",
            [
                run("2 processes", thresh, "crowd2", 640_000, same),
                run("64 processes", thresh, "crowd64", 640_000, same),
                run("8 processes", thresh, "crowd8", 640_000, same),
                run("64 processes, 100 at once", thresh, "crowd64-batches", 640_000, same),
            ],
            "≤ 2",
        ),
        Task(
            "look a word up in a cache of a server process, two processes at once",
            [
                run("ManagedDictionary", thresh, "cache", 40_000, found_words),
                run("CPython Manager().dict", cpython, "cache", 20_000, found_words),
            ]
            + ([run("Redis, by redis-py", cpython, "cache-redis", 20_000, found_words)] if has_redis(python) else []),
        ),
        Task(
            "start a child by fork, and wait for its end",
            [
                run("ChildProcess", thresh, "start", 500, same),
                run("CPython Process", cpython, "start", 200, same),
            ],
            "≥ 3",
        ),
        Task(
            "receive 64 MiB from another process into new memory",
            [
                run("Connection", thresh, "message", 10, threefold),
                run("write and read, pipe", thresh, "pipe", 10, threefold),
                run("write and read, socket", thresh, "socket", 10, threefold),
                run("CPython Connection", cpython, "message", 5, threefold),
            ],
            "≥ 0.67",
        ),
        Task(
            "the same, into memory that was used before",
            [
                run("Connection", thresh, "message-again", 10, threefold),
                run("write and read, pipe", thresh, "pipe-again", 10, threefold),
                run("write and read, socket", thresh, "socket-again", 10, threefold),
            ],
            "≥ 0.67",
        ),
    ]


def duration(nanoseconds):
    for unit, scale in (("ns", 1), ("µs", 1e3), ("ms", 1e6)):
        if nanoseconds < 1000 * scale or unit == "ms":
            value = nanoseconds / scale
            return f"{value:.{0 if value >= 100 else 1}f} {unit}"
    return ""


def table(done):
    lines = ["| task | | median | × | goal | least–most |", "|---|---|--:|--:|--:|--:|"]
    for task in done:
        base = task.runs[0]
        for run in task.runs:
            first = run is base
            ratio = run.median / base.median
            shown = "" if first else f"{ratio:.{2 if ratio < 1.5 else 1 if ratio < 9.95 else 0}f}"
            span = f"{duration(min(run.nanoseconds))}–{duration(max(run.nanoseconds))}"
            goal = task.goal if run is task.runs[1] else ""
            row = [task.question if first else "", run.name, duration(run.median), shown, goal, span]
            lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def page(done, facts):
    rounds = ["| task | | ns for each operation, round after round | operations |", "|---|---|---|--:|"]
    for task in done:
        for run in task.runs:
            each = ", ".join(f"{value:.1f}" for value in run.nanoseconds)
            rounds.append(f"| {task.question} | {run.name} | {each} | {run.count:,} |")
    return "\n\n".join(
        [
            "# multiprocessing: what does an operation take, beside CPython's module?",
            table(done),
            "## Machine",
            report.facts_list(facts),
            "## Rounds",
            "\n".join(rounds) + "\n",
        ]
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python", default=SYSTEM_PYTHON, help="the interpreter to compare with")
    parser.add_argument("--save", action="store_true", help="write results/DATE/multiprocessing.md")
    arguments = parser.parse_args()
    build = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--package-path", PACKAGE]
    build += ["--scratch-path", SCRATCH]
    # SwiftPM keeps its plan when a file of a dependency with a path goes away, and then misses that file.
    with contextlib.suppress(FileNotFoundError):
        os.remove(os.path.join(SCRATCH, "release.yaml"))
    subprocess.run([*build, "--quiet"], check=True)
    binaries = subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()
    facts = machine.describe()
    facts.append(("Python", machine.first_line([arguments.python, "-VV"])))
    facts.append(("Swift", machine.first_line(["swift", "--version"])))
    commit = machine.first_line(["git", "-C", HERE, "describe", "--always", "--dirty", "--exclude", "*"])
    facts.append(("commit", commit or "unknown"))
    done = tasks(os.path.join(binaries, "multiprocessing-tasks"), arguments.python)
    wrong = []
    for _ in range(arguments.rounds):
        for task in done:
            wrong += [f"{task.question}, {run.name}" for run in task.runs if not run.measure()]
    if wrong:
        sys.exit("wrong answers or failures: " + "; ".join(sorted(set(wrong))))
    facts.append(("load after", f"{os.getloadavg()[0]:.2f}"))
    text = page(done, facts)
    print(table(done))
    print()
    print(report.facts_list(facts))
    if arguments.save:
        print("saved:", report.save(os.path.join(HERE, "results", time.strftime("%Y-%m-%d")), "multiprocessing", text))


if __name__ == "__main__":
    main()
