"""A plain map-reduce on Python's multiprocessing: python_multiprocessing.py W|I|L1|L2|B IN OUT

THREADS processes take byte ranges of the input from a counter under a lock, fold the lines into a
dictionary, and put one partial result each on a queue; the parent merges. Standard library only.
"""

import os
import sys
from collections import Counter
from multiprocessing import Lock, Process, Queue, Value

CHUNK = 16 << 20
PROCESSES = int(os.environ.get("THREADS", "2"))


def lines(file, start, end):
    """(offset, line) of the whole lines that start in [start, end)."""
    if start:
        file.seek(start - 1)
        file.readline()
    offset = file.tell()
    while offset < end and (line := file.readline()):
        yield offset, line
        offset += len(line)


class Words:
    new = Counter

    def map(self, lines, counts):
        for _, line in lines:
            counts.update(line.split())

    def merge(self, total, part):
        total.update(part)

    def rows(self, total):
        return sorted(total.items())


class TopClients(Words):
    def map(self, lines, counts):
        for _, line in lines:
            counts[line[: line.index(b" ")]] += 1

    def rows(self, total):
        return total.most_common(10)


class Postings:
    new = dict

    def map(self, lines, postings):
        for offset, line in lines:
            for word in set(line.split()):
                postings.setdefault(word, []).append(offset)

    def merge(self, total, part):
        for word, offsets in part.items():
            total.setdefault(word, []).extend(offsets)

    def rows(self, total):
        return ((word, ",".join(map(str, sorted(offsets)))) for word, offsets in sorted(total.items()))


class ByStatus:
    new = dict

    def map(self, lines, sums):
        for _, line in lines:
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

    def map(self, lines, summaries):
        for _, line in lines:
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


JOBS = {"W": Words(), "I": Postings(), "L1": ByStatus(), "L2": TopClients(), "B": ByStation()}


def worker(job, path, lock, next_start, size, results):
    part = job.new()
    with open(path, "rb") as file:
        while True:
            with lock:
                start = next_start.value
                next_start.value = start + CHUNK
            if start >= size:
                break
            job.map(lines(file, start, min(start + CHUNK, size)), part)
    results.put(part)


def main(task, source, target):
    job = JOBS[task]
    results, lock, next_start = Queue(), Lock(), Value("q", 0, lock=False)
    arguments = (job, source, lock, next_start, os.path.getsize(source), results)
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
