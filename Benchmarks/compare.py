#!/usr/bin/env python3
"""Compares thresh with other systems, task by task, in interleaved rounds. README.md tells how to read the results."""

import argparse
import os
import re
import shlex
import shutil
import sys
import time
from dataclasses import replace
from types import SimpleNamespace

from harness import answers, machine, measure, report
from harness.tasks import TASKS, Peer

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.environ.get("BENCH_HOME") or os.path.expanduser("~/.cache/thresh-bench")
THRESH = "thresh"
# A larger output is flushed to disk before the next run, which would otherwise pay for it.
FLUSH_ABOVE = 50_000_000


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", nargs="?", help="names separated by commas; see --list")
    parser.add_argument("--list", action="store_true", help="show the tasks and their systems")
    parser.add_argument("--thresh", metavar="PATH", help="the binary (default: ../.build/release/thresh)")
    parser.add_argument("--rounds", type=int, metavar="N", help="default: 3; tiny 50, M 1")
    parser.add_argument("--only", metavar="NAMES", help="only these systems, separated by commas (and the oracle once)")
    parser.add_argument("--skip", metavar="NAMES", default="", help="not these systems")
    parser.add_argument("--no-slow", action="store_true", help="skip the systems that are far slower than the others")
    parser.add_argument("--slow-too", action="store_true", help="run those in every round, not only in the first")
    parser.add_argument(
        "--add", action="append", default=[], metavar="NAME=COMMAND", help="one more, with {in} and {out}"
    )
    parser.add_argument("--small", action="store_true", help="use the data that `setup.sh small` makes")
    parser.add_argument("--data", metavar="FOLDER", help="where the inputs are (default: $BENCH_HOME/data)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="workers or threads of each (default: 2)")
    parser.add_argument("--memory", default="64M", metavar="SIZE", help="the budget of task M (default: 64M)")
    parser.add_argument("--timeout", type=float, default=900, metavar="SECONDS", help="of a single run (default: 900)")
    parser.add_argument("--save", action="store_true", help="write results/DATE/TASK.md")
    options = parser.parse_args()
    if not options.list:
        unknown = set((options.tasks or "").split(",")) - TASKS.keys()
        if unknown:
            parser.error(f"no such task: {', '.join(sorted(unknown)) or 'none given'} (there are {', '.join(TASKS)})")
    return options


def main():
    options = parse_arguments()
    if options.list:
        for task in TASKS.values():
            names = [peer.name for peer in task.peers] + ([THRESH] if task.thresh else [])
            print(f"{task.name:6s} {task.question}\n       {', '.join(names)}")
        return 0
    measure.adopt_orphans()
    bench = set_up(options)
    good = True
    for name in options.tasks.split(","):
        good = compare(TASKS[name], options, bench) and good
    return 0 if good else 1


def set_up(options):
    """Everything that the tasks have in common."""
    thresh = options.thresh or os.path.join(HERE, "..", ".build", "release", "thresh")
    thresh = os.path.abspath(thresh) if os.access(thresh, os.X_OK) else None
    if options.thresh and not thresh:
        sys.exit(f"{options.thresh} is not a program")
    work = os.path.join(HOME, "work")
    for folder in (work, os.path.join(HOME, "tmp")):
        os.makedirs(folder, exist_ok=True)
    python = os.path.join(HOME, "venv", "bin", "python3")
    return SimpleNamespace(
        thresh=thresh,
        python=python,
        modules=set(machine.installed_packages(python)),
        data=os.path.abspath(options.data or os.path.join(HOME, "small" if options.small else "data")),
        work=work,
        memory=size_in_bytes(options.memory),
        environment=dict(
            os.environ,
            LC_ALL="C.UTF-8",
            TMPDIR=os.path.join(HOME, "tmp"),
            THREADS=str(options.jobs),
            PYTHONDONTWRITEBYTECODE="1",
        ),
    )


def size_in_bytes(text):
    match = re.fullmatch(r"(\d+)([KMG]?)", text.upper())
    if not match:
        sys.exit(f"{text} is not a size: a number, then perhaps K, M or G")
    return int(match[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[match[2]]


def compare(task, options, bench):
    """Runs one task and prints, perhaps saves, its table. Answers whether all went well with thresh."""
    source = os.path.join(bench.data, task.input)
    if not os.path.exists(source):
        sys.exit(f"{source} is missing: run setup.sh{' small' if options.small else ''} first")
    peers = chosen_peers(task, options, bench)
    if not peers:
        print(f"{task.name}: nothing to compare")
        return True
    facts = machine.describe() + [("workers", options.jobs), ("input", f"{task.input}, {warm(source):,} bytes")]
    if task.budget:
        facts.append(("budget", f"{bench.memory:,} bytes"))
    print(f"{task.name}: {task.question}\n" + "; ".join(f"{name} {value}" for name, value in facts), flush=True)

    results = [report.Result(peer.name, shown(command_of(peer, source, "OUT", options, bench))) for peer in peers]
    for number in range(options.rounds or task.rounds):
        for peer, result in zip(peers, results):
            if result.failed or (number and peer.slow and not options.slow_too):
                continue
            run_once(task, peer, result, source, options, bench)
    judge(task, results, oracle=task.peers[0].name)
    summary = report.table(task, results, THRESH, bench.memory)
    print(summary + "\n", flush=True)
    if options.save:
        versions = machine.versions(bench.thresh, bench.python)
        folder = os.path.join(HERE, "results", time.strftime("%Y-%m-%d"))
        print("saved", report.save(folder, task.name, report.page(task, results, summary, facts, versions)))
    return all(result.verdict in ("equal", "oracle", "") for result in results if result.name == THRESH)


def chosen_peers(task, options, bench):
    peers = list(task.peers)
    if task.thresh and bench.thresh:
        peers.append(Peer(THRESH, task.thresh))
    elif task.thresh:
        print(f"{task.name}: there is no thresh binary, so without it (swift build -c release, or --thresh PATH)")
    for text in options.add:
        name, _, command = text.partition("=")
        peers.append(Peer(name, command))
    only, skip = options.only and options.only.split(","), options.skip.split(",")
    chosen = []
    for peer in peers:
        missing = [need for need in peer.needs if not has(need, bench)]
        if only and peer.name not in only:
            if peer is not task.peers[0]:
                continue
            peer = replace(peer, slow=True)
        if peer.name in skip or (options.no_slow and peer.slow and peer.name != task.peers[0].name):
            continue
        if missing:
            print(f"{task.name}: without {peer.name}, which needs {', '.join(missing)} (setup.sh, setup.sh extra)")
            continue
        chosen.append(peer)
    return chosen


def has(need, bench):
    module = need.removeprefix("python:")
    return module in bench.modules if module != need else shutil.which(need) is not None


def command_of(peer, source, output, options, bench):
    values = {
        "in": source,
        "out": output,
        "thresh": bench.thresh,
        "jobs": options.jobs,
        "memory": bench.memory,
        "tmp": os.path.join(HOME, "tmp"),
        "bin": os.path.join(HOME, "bin"),
        "peers": os.path.join(HERE, "peers"),
        "python": bench.python,
    }
    if isinstance(peer.command, list):
        return [word.format(**values) for word in peer.command]
    return peer.command.format(**{name: shlex.quote(str(value)) for name, value in values.items()})


def shown(command):
    """A command without the folders of this machine."""
    text = command if isinstance(command, str) else shlex.join(command)
    for folder, name in ((HOME, "$BENCH_HOME"), (os.path.dirname(HERE), ""), (os.path.expanduser("~"), "~")):
        text = text.replace(folder + "/", name + "/" if name else "")
    return text


def warm(source):
    """Reads the input into the page cache; answers its size."""
    total = 0
    names = [source]
    if os.path.isdir(source):
        names = [os.path.join(source, name) for name in sorted(os.listdir(source))]
    for name in names:
        with open(name, "rb") as file:
            while block := file.read(1 << 22):
                total += len(block)
    return total


def run_once(task, peer, result, source, options, bench):
    """One measured run, and its answer."""
    output = os.path.join(bench.work, "output")
    errors = os.path.join(bench.work, "errors")
    remove(output)
    measurement = measure.run(
        command_of(peer, source, output, options, bench),
        environment=bench.environment,
        folder=bench.work,
        errors=errors,
        timeout=options.timeout,
        sample_every=task.sample_every,
    )
    if measurement.status != 0:
        result.failed = True
        result.verdict = failure(measurement, errors, options)
    else:
        if answers.size(output) > FLUSH_ABOVE:
            os.sync()
        try:
            answer = answers.read(output, task.form)
            if result.answer and result.answer.digest != answer.digest:
                result.verdict = "DIFFERS from round to round"
            result.answer = answer
            result.measurements.append(measurement)
        except (OSError, ValueError) as error:
            result.failed = True
            result.verdict = f"no readable answer: {error}"
    remove(output)
    if not task.milliseconds or result.failed:
        numbers = f"{measurement.wall:8.3f} s  CPU {measurement.cpu:8.3f} s"
        memory = f"{measurement.memory.own / 1e6:7.0f} MB" if task.sample_every else ""
        print(f"  {peer.name:24s} {numbers} {memory} {result.verdict}", flush=True)


def failure(measurement, errors, options):
    if measurement.status < 0:
        return f"FAILED: not done after {options.timeout:.0f} s"
    with open(errors, encoding="utf-8", errors="replace") as file:
        lines = [line.strip() for line in file if line.strip()]
    reason = next((line for line in reversed(lines) if "rror" in line or "xception" in line), (lines or [""])[-1])
    return f"FAILED ({measurement.status}): {reason[:160]}".replace("|", "/")


def judge(task, results, oracle):
    """Sets the verdict of each result that has none yet."""
    expected = next((result.answer for result in results if result.name == oracle), None)
    for result in results:
        if result.verdict or not result.answer or task.form is answers.Form.NOTHING:
            continue
        if result.name == oracle:
            result.verdict = "oracle"
        elif expected is None:
            result.verdict = "not compared"
        elif result.answer.digest == expected.digest:
            result.verdict = "equal"
        else:
            result.verdict = answers.difference(expected, result.answer)


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.remove(path)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        measure.kill_descendants()
        sys.exit(130)
