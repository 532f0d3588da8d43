#!/usr/bin/env python3
"""Simulates 1 TB on 10, 100 and 1,000 executors, from rates that measure.py has measured: simulate.py rates.json

README.md beside it says what is measured, what is assumed, and how it is computed.
"""

import argparse
import heapq
import json
import math
import random

MB, GB, TB = 1e6, 1e9, 1e12


def events(tasks: int, slots: int, seconds: float, jitter: float, dispatch: float, failures: float) -> float:
    """When the last of the tasks ends: the driver gives them out one after another, each slot runs one at a time, some
    are slower than others, and some fail and are tried again."""
    rng = random.Random(7)
    free = [0.0] * min(slots, tasks)
    heapq.heapify(free)
    given = end = 0.0
    left = tasks
    while left:
        given = max(given + dispatch, heapq.heappop(free))
        done = given + seconds * math.exp(rng.gauss(0, jitter))
        if rng.random() < failures:
            done -= seconds * rng.random()
        else:
            left -= 1
        end = max(end, done)
        heapq.heappush(free, done)
    return end


def growth(rates: dict, what: str) -> float:
    """The exponent with which it grows with the input: 1 for what is kept, less for what is combined."""
    whole, half = rates["whole"], rates["half"]
    ratio = math.log(whole[what] / half[what]) / math.log(whole["input_bytes"] / half["input_bytes"])
    return min(1.0, max(0.0, ratio))


def simulate(rates: dict, executors: int, o: argparse.Namespace) -> dict:
    whole = rates["whole"]
    slots = executors * o.cores
    # A task is long beside what a task costs, and there are a few for each slot.
    chunk = min(o.largest_chunk, max(o.smallest_chunk, o.size / (o.waves * slots)))
    maps = math.ceil(o.size / chunk)
    # A map task's blobs: what it keeps of its chunk, which grows with it as it was seen to grow with the input.
    measured_chunk = whole["input_bytes"] / whole["tasks"]
    per_task = whole["blob_bytes"] / whole["tasks"] * (chunk / measured_chunk) ** growth(rates, "output_bytes")
    shuffle = maps * per_task
    # Partitions: as much as a reducer merges in one pass and in its memory's time, a few for each slot, and no blobs of
    # a few kilobytes.
    parts = math.ceil(shuffle / o.partition_bytes)
    parts = max(parts, min(slots, math.floor(per_task / o.least_blob)))
    parts = max(1, min(parts, math.floor(per_task / o.least_blob) or 1, o.most_partitions))
    blobs = maps * parts * max(1, math.ceil(per_task / parts / MB / o.compression))
    overhead = o.task_seconds
    map_seconds = whole["map_cpu"] / whole["input_bytes"] * chunk + overhead
    reduce_rate = whole["blob_bytes"] / whole["reduce_cpu"]
    reduce_seconds = shuffle / parts / reduce_rate + overhead
    # An executor writes what it has mapped to its disk, and sends it from there.
    disk_seconds = shuffle / executors / o.disk_rate
    mapped = max(events(maps, slots, map_seconds, o.jitter, o.dispatch, o.failures), disk_seconds)
    moved = max(shuffle * (1 - 1 / executors) / (executors * o.network), disk_seconds)
    reduced = events(parts, slots, reduce_seconds, o.jitter, o.dispatch, o.failures)
    # What the driver has: the lines of the tasks and the plan in the function of each stage, pickled and broadcast; a
    # byte for each block of the shuffle, up to 2,000 partitions, a bit then; a row of each task and each part.
    closure = whole["plan_bytes"] + maps * whole["line_bytes"]
    statuses = maps * (parts if parts <= 2000 else parts / 8)
    rows = (maps + parts) * (whole["report_bytes"] / whole["tasks"] + o.row_bytes)
    return {
        "chunk": chunk, "maps": maps, "partitions": parts, "shuffle": shuffle, "blobs": blobs, "blob": shuffle / blobs,
        "driver": 2 * closure + statuses + 3 * rows, "closure": closure, "rows": rows, "statuses": statuses,
        "map": mapped, "move": moved, "reduce": reduced, "total": mapped + moved + reduced,
        "inflow": shuffle / parts, "dispatch": (maps + parts) * o.dispatch,
        # All of the shuffle is on the disks of the executors before the first reducer ends.
        "disk": shuffle / executors, "disk_seconds": 2 * disk_seconds,
    }  # fmt: skip


def breaks(found: dict, o: argparse.Namespace) -> str:
    """What is nearest to its limit, and what is to be done then."""
    limits = [
        (found["closure"] / o.message_bytes, "the closure of a task beside what one message may have (128 MB)",
         "a larger --chunk-size"),
        (found["rows"] / o.result_bytes, "rows of the result beside spark.driver.maxResultSize (1 GB)",
         "a larger --chunk-size, or more of spark.driver.maxResultSize"),
        (found["statuses"] / o.driver_bytes, "sizes of shuffle blocks in the driver's memory (1 GB)",
         "a larger --chunk-size, fewer --partitions, or more of spark.driver.memory"),
        (found["disk"] / o.disk_bytes, "the shuffle on the disks of the executors (100 GB each)",
         "more executors, or more room in spark.local.dir"),
        (found["dispatch"] / found["total"], "the driver's time to give tasks out beside all of the time",
         "a larger --chunk-size"),
        (found["disk_seconds"] / found["total"], "the disks' time beside all of the time",
         "a larger --chunk-size where the job combines; else more executors, or faster disks in spark.local.dir"),
        (found["move"] / found["total"], "the network's time beside all of the time",
         "a larger --chunk-size where the job combines; else executors with faster networks"),
        (o.least_blob / found["blob"] / 8, "the size of a blob, beside 1 KB which a row costs",
         "a larger --chunk-size, fewer --partitions"),
    ]  # fmt: skip
    share, what, remedy = max(limits)
    return f"{what}: {share:.0%} of it. Remedy: {remedy}."


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rates", help="what measure.py has printed")
    parser.add_argument("--size", type=float, default=TB, help="bytes of input (%(default)g)")
    parser.add_argument("--executors", default="10,100,1000")
    number = {
        "cores": (4, "task slots of an executor"),
        "network": (1.25 * GB / 2, "bytes a second that an executor receives: half of 10 Gbit/s"),
        "disk-rate": (0.5 * GB, "bytes a second that the disk of an executor writes, and reads"),
        "task-seconds": (0.15, "what a task costs beside its data"),
        "dispatch": (0.002, "seconds of the driver for each task"),
        "jitter": (0.25, "sigma of the logarithm of a task's time"),
        "failures": (0.002, "tasks that fail and are tried again"),
        "waves": (3, "map tasks for each slot, at least"),
        "smallest-chunk": (32 * MB, ""), "largest-chunk": (512 * MB, ""),
        "partition-bytes": (512 * MB, "compressed bytes of a partition, at most"),
        "least-blob": (8e3, "bytes of a blob, at least, where there is a choice"),
        "most-partitions": (20000, ""),
        "compression": (0.3, "compressed bytes of a blob, of 1 MB"),
        "row-bytes": (300, "of a row of the result, beside its report"),
        "message-bytes": (128 * MB, ""), "result-bytes": (1 * GB, ""), "driver-bytes": (1 * GB, ""),
        "disk-bytes": (100 * GB, ""),
    }  # fmt: skip
    for name, (value, text) in number.items():
        parser.add_argument(f"--{name}", type=float, default=value, help=f"{text} (%(default)g)")
    o = parser.parse_args()
    o.cores = int(o.cores)
    with open(o.rates, encoding="utf-8") as file:
        rates = json.load(file)
    for job, measured in rates.items():
        print(f"## {job}, {o.size / TB:g} TB\n")
        names = "executors, --chunk-size, map tasks, partitions, shuffle, blobs, a blob, driver, map, move, reduce, all"
        print("| " + " | ".join(names.split(", ")) + " |\n" + "|---" * 12 + "|")
        told = []
        for executors in (int(word) for word in o.executors.split(",")):
            f = simulate(measured, executors, o)
            cells = [f"{executors:,}", f"{f['chunk'] / MB:.0f} MB", f"{f['maps']:,}", f"{f['partitions']:,}"]
            cells += [f"{f['shuffle'] / GB:.1f} GB", f"{f['blobs']:,}", f"{f['blob'] / 1e3:.0f} kB"]
            cells += [
                f"{f['driver'] / MB:.0f} MB",
                *(f"{f[what]:.0f} s" for what in ("map", "move", "reduce", "total")),
            ]
            print("| " + " | ".join(cells) + " |")
            told.append(f"- {executors} executors, nearest to its limit: {breaks(f, o)}")
        print("", *told, "", sep="\n")


if __name__ == "__main__":
    main()
