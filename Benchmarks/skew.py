#!/usr/bin/env python3
"""Measures how busy the processors are where work is hard to divide.

    skew.py THRESH [DIRECTORY]    makes the inputs in DIRECTORY, runs each question several times, prints a table

The share is (user + system time) / (processors × wall time). Whatever else runs on the machine would lower it, so as root
the runs are scheduled in real time, before all else.
"""

import os
import random
import resource
import subprocess
import sys
import time

THRESH = sys.argv[1]
DIRECTORY = sys.argv[2] if len(sys.argv) > 2 else "/tmp/thresh-skew"
WORKERS = len(os.sched_getaffinity(0))
RUNS = 5


def line(number, chance, path=None):
    host = f"10.{chance.randrange(20)}.{chance.randrange(20)}.{chance.randrange(255)}"
    clock = f"{1 + number * 27 // 3_000_000:02}/May/2015:{chance.randrange(24):02}:{chance.randrange(60):02}:07 +0000"
    path = path or f"/p/{chance.randrange(500)}"
    return f'{host} - - [{clock}] "GET {path} HTTP/1.1" {chance.choice((200, 200, 404, 500))} {chance.randrange(10**5)}\n'


def make(name, write):
    """Makes an input once, with numbers by chance that are the same each time."""
    path = f"{DIRECTORY}/{name}"
    if not os.path.exists(path):
        write(path, random.Random(name))
    return path


def write_log(path, chance):
    with open(path, "w") as file:
        for _ in range(3):
            file.writelines(line(number, chance) for number in range(2_500_000))


def write_hot(path, chance):
    """Nine of ten lines have one path."""
    with open(path, "w") as file:
        for number in range(7_500_000):
            file.write(line(number, chance, "/hot" if chance.randrange(10) else None))


def write_words(path, chance):
    """Nine of ten words are one."""
    with open(path, "w") as file:
        for _ in range(400_000):
            words = ("hot" if chance.randrange(10) else f"w{chance.randrange(10**6)}" for _ in range(60))
            file.write(" ".join(words) + "\n")


def write_tiny(path, chance):
    """100,000 files of ten lines."""
    for number in range(100_000):
        directory = f"{path}/{number // 1000:03}"
        os.makedirs(directory, exist_ok=True)
        with open(f"{directory}/{number}.log", "w") as file:
            file.write("".join(line(number, chance) for _ in range(10)))


def write_steep(path, chance):
    """Short values, then at the end a tenth of the bytes with values over which a pattern takes its time."""
    with open(path, "w") as file:
        for number in range(3_000_000):
            file.write(f"a{number} b\n")
        for _ in range(60_000):
            file.write("a" * chance.randrange(60, 90) + "\n")


def frames(path, log, shares):
    """A zstd file of frames, each with a share of the log."""
    with open(log, "rb") as source:
        content = source.read()
    with open(path, "wb") as file:
        start = done = 0
        for share in shares:
            done += share
            end = content.rfind(b"\n", 0, len(content) * done // sum(shares)) + 1
            piece = subprocess.run(["zstd", "-q", "-3"], input=content[start:end], stdout=subprocess.PIPE, check=True)
            file.write(piece.stdout)
            start = end


def run(words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run([THRESH, *words, "--quiet"], stdout=subprocess.DEVNULL, check=True)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return busy / (WORKERS * wall), wall


def main():
    os.makedirs(DIRECTORY, exist_ok=True)
    log = make("log", write_log)
    hot = make("hot", write_hot)
    words = make("words", write_words)
    tiny = make("tiny", write_tiny)
    steep = make("steep", write_steep)
    even = make("even.zst", lambda path, _: frames(path, log, [1] * 8))
    uneven = make("uneven.zst", lambda path, _: frames(path, log, [1, 5, 1, 1, 3, 1, 2, 1, 1, 2]))
    if os.geteuid() == 0:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    quantiles = "count, p50(bytes), p99(bytes)"
    cases = [
        ("one file, counted", ["count", "--by", "status", log]),
        ("one file, quantiles by path", ["agg", quantiles, "--by", "path", log]),
        ("one file, words", ["wordcount", log, "--top", "5"]),
        ("one file, sorted", ["sort", log, "-o", f"{DIRECTORY}/out", "--overwrite"]),
        ("zstd, 8 equal frames", ["count", "--by", "status", even]),
        ("zstd, 10 frames of 1 to 5 shares", ["count", "--by", "status", uneven]),
        ("100,000 files, counted as `common`", ["count", "--by", "status", "--format", "common", tiny]),
        ("100,000 files, words", ["wordcount", tiny, "--top", "5"]),
        ("a key with 90 %, counted", ["count", "--by", "path", hot]),
        ("a key with 90 %, quantiles", ["agg", quantiles, "--by", "path", hot]),
        ("a key with 90 %, distinct", ["agg", "count, distinct(ip)", "--by", "path", hot]),
        ("a word with 90 %", ["wordcount", words, "--top", "5"]),
        ("a word with 90 %, sorted by it", ["sort", "-k", "1,1", words, "-o", f"{DIRECTORY}/out", "--overwrite"]),
        ("the end costs most", ["count", "--format", "text", "--where", "message ~ '^(a|b|c)*(a|b)*(b|c)$'", steep]),
    ]
    print(f"| question | busy share of {WORKERS} processors, median of {RUNS} (least–most) | wall, s |\n|---|--:|--:|")
    for name, question in cases:
        shares = sorted(run(question) for _ in range(RUNS))
        share, wall = shares[RUNS // 2]
        print(f"| {name} | {share:.0%} ({shares[0][0]:.0%}–{shares[-1][0]:.0%}) | {wall:.2f} |", flush=True)


main()
