"""A plain map-reduce on Python's multiprocessing: python_multiprocessing.py W|I|L1|L2|B IN OUT

THREADS processes take byte ranges of the input, a file or the files of a folder, from a counter under a lock, fold
the lines into a dictionary, and put one partial result each on a queue; the parent merges. Standard library only.
"""

import os
import sys
from collections import Counter
from multiprocessing import Lock, Process, Queue, Value

CHUNK = 16 << 20
PROCESSES = int(os.environ.get("THREADS", "2"))


def ranges(source):
    """(path, start) of every byte range."""
    paths = [source]
    if os.path.isdir(source):
        paths = sorted(os.path.join(source, name) for name in os.listdir(source))
    return [(path, start) for path in paths for start in range(0, os.path.getsize(path), CHUNK)]


def lines(path, start):
    """The lines that start in a byte range."""
    with open(path, "rb") as file:
        if start:
            file.seek(start - 1)
            file.readline()
        offset = file.tell()
        while offset < start + CHUNK and (line := file.readline()):
            yield line
            offset += len(line)


class Words:
    new = Counter

    def map(self, path, lines, counts):
        for line in lines:
            counts.update(line.split())

    def merge(self, total, part):
        total.update(part)

    def rows(self, total):
        return sorted(total.items())


class TopClients(Words):
    def map(self, path, lines, counts):
        for line in lines:
            counts[line[: line.index(b" ")]] += 1

    def rows(self, total):
        return total.most_common(10)


class Index:
    """The counts by file, turned round at the end."""

    new = dict

    def map(self, path, lines, files):
        counts = files.setdefault(path, Counter())
        for line in lines:
            counts.update(line.split())

    def merge(self, total, part):
        for path, counts in part.items():
            total.setdefault(path, Counter()).update(counts)

    def rows(self, total):
        files = sorted(total.items())
        for word in sorted(set().union(*total.values())):
            yield word, " ".join(f"{path}:{counts[word]}" for path, counts in files if word in counts)


class ByStatus:
    new = dict

    def map(self, path, lines, sums):
        for line in lines:
            status, size = line.split(b'"', 2)[2].split(None, 2)[:2]
            entry = sums.setdefault(status, [0, 0])
            entry[0] += 1
            entry[1] += int(size)

    def merge(self, total, part):
        for status, (requests, size) in part.items():
            entry = total.setdefault(status, [0, 0])
            entry[0] += requests
            entry[1] += size

    def rows(self, total):
        return ((status, *entry) for status, entry in sorted(total.items()))


class ByStation:
    new = dict

    def map(self, path, lines, summaries):
        for line in lines:
            station, value = line.split(b";")
            value = float(value)
            entry = summaries.get(station)
            if entry is None:
                summaries[station] = [value, value, value, 1]
                continue
            if value < entry[0]:
                entry[0] = value
            if value > entry[1]:
                entry[1] = value
            entry[2] += value
            entry[3] += 1

    def merge(self, total, part):
        for station, (least, greatest, value, count) in part.items():
            entry = total.setdefault(station, [least, greatest, 0.0, 0])
            entry[:] = [min(entry[0], least), max(entry[1], greatest), entry[2] + value, entry[3] + count]

    def rows(self, total):
        for station, (least, greatest, value, count) in sorted(total.items()):
            # The addend makes halves of a tenth go up, in spite of binary fractions.
            yield station, f"{least:.1f}", f"{value / count + 1e-9:.1f}", f"{greatest:.1f}"


JOBS = {"W": Words(), "I": Index(), "L1": ByStatus(), "L2": TopClients(), "B": ByStation()}


def worker(job, todo, lock, taken, results):
    part = job.new()
    while True:
        with lock:
            number = taken.value
            taken.value += 1
        if number >= len(todo):
            break
        path, start = todo[number]
        job.map(path, lines(path, start), part)
    results.put(part)


def main(task, source, target):
    job = JOBS[task]
    results, lock, taken = Queue(), Lock(), Value("q", 0, lock=False)
    arguments = (job, ranges(source), lock, taken, results)
    processes = [Process(target=worker, args=arguments) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    total = job.new()
    for _ in processes:
        job.merge(total, results.get())
    for process in processes:
        process.join()
    with open(target, "wb") as out:
        for key, *fields in job.rows(total):
            out.write(key + b"".join(b"\t" + str(field).encode() for field in fields) + b"\n")


if __name__ == "__main__":
    main(*sys.argv[1:4])
