#!/usr/bin/env python3
"""The five programs that Docs/Multiprocessing.md begins with, beside the same with CPython's modules: builds them, runs
one and the other in turn, and prints how long each takes from its start to its end. Ends with status 1 when one fails."""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

from harness import machine, report

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = os.path.join(os.path.dirname(HERE), "Examples")
SCRATCH = os.path.join(os.path.dirname(HERE), ".build", "first-programs")
PEER = os.path.join(HERE, "peers", "first_programs.py")
PROGRAMS = {
    "all-cores": "count the primes below 100,000 on all processors",
    "async-squares": "square 2,000 numbers from an async program",
    "crash-proof": "five inputs: one crashes, one loops for its second of processor time, one wants a gigabyte",
    "shared-cache": "nine look-ups by four workers through a cache in a server process",
    "each-file": "count the lines of 200 files, 100 MB in all",
}


def make_files(folder):
    """200 files of half a megabyte and 10,000 lines each."""
    names = [os.path.join(folder, f"{number}.txt") for number in range(200)]
    for name in names:
        with open(name, "w", encoding="ascii") as file:
            file.write(("x" * 49 + "\n") * 10_000)
    return names


def built():
    """Builds the programs, and tells where they are."""
    build = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--package-path", EXAMPLES]
    build += ["--scratch-path", SCRATCH]
    for name in PROGRAMS:
        subprocess.run([*build, "--quiet", "--product", name], check=True)
    return subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()


def seconds(command):
    """How long it took, and the first number that it printed."""
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    taken = time.monotonic() - start
    if done.returncode != 0:
        sys.exit(f"{command[:3]} failed:\n{done.stderr}")
    return taken, re.search(r"\d+", done.stdout).group()


def shown(times):
    def text(value):
        return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"

    return f"{text(statistics.median(times))} ({text(min(times))}–{text(max(times))})"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--python", default="/usr/bin/python3", help="the interpreter to compare with")
    parser.add_argument("--binaries", help="a folder with the programs, where they are built already")
    parser.add_argument("--save", action="store_true", help="write results/DATE/first-programs.md")
    arguments = parser.parse_args()
    binaries = arguments.binaries or built()
    facts = [*machine.describe(), ("Python", machine.first_line([arguments.python, "-VV"]))]
    facts.append(("Swift", machine.first_line(["swift", "--version"])))
    commit = machine.first_line(["git", "-C", HERE, "describe", "--always", "--dirty", "--exclude", "*"])
    facts.append(("commit", commit or "unknown"))
    programs = {n: q for n, q in PROGRAMS.items() if os.path.exists(os.path.join(binaries, n))}
    for name in PROGRAMS.keys() - programs.keys():
        print(f"{name} is not in {binaries}, and is left out", file=sys.stderr)
    ours, theirs = {name: [] for name in programs}, {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(folder)
        for _ in range(arguments.rounds):
            for name in programs:
                inputs = files if name == "each-file" else []
                taken, answer = seconds([os.path.join(binaries, name), *inputs])
                ours[name].append(taken)
                taken, expected = seconds([arguments.python, PEER, name, *inputs])
                theirs[name].append(taken)
                if name in ("all-cores", "async-squares", "each-file") and answer != expected:
                    sys.exit(f"{name}: {answer} instead of {expected}")
    facts.append(("load after", f"{os.getloadavg()[0]:.2f}"))
    rows = ["| program | what it does | Swift | CPython | × |", "|---|---|--:|--:|--:|"]
    for name, question in programs.items():
        ratio = statistics.median(theirs[name]) / statistics.median(ours[name])
        cells = [f"`{name}`", question, shown(ours[name]), shown(theirs[name]), f"{ratio:.1f}"]
        rows.append(f"| {' | '.join(cells)} |")
    text = "\n\n".join(
        [
            "# first programs: how long do the five programs of Docs/Multiprocessing.md take, beside CPython's?",
            f"The whole program, from its start to its end: the median of {arguments.rounds} rounds, least and most.",
            "\n".join(rows),
            "## Machine",
            report.facts_list(facts) + "\n",
        ]
    )
    print(text)
    if arguments.save:
        print("saved:", report.save(os.path.join(HERE, "results", time.strftime("%Y-%m-%d")), "first-programs", text))


if __name__ == "__main__":
    main()
