#!/usr/bin/env python3
"""Measures what the simulation needs, by workers alone, without Spark: measure.py THRESH INPUT JOB… >rates.json

Maps every task of a job and reduces every partition, one after another, as a task slot would.
"""

import json
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time

END, HELLO = 0xFFFFFFFF, 0xFFFFFFFE


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def frame(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data


def blobs(text: bytes):
    """The partition and the bytes of each frame of a mapper but the first, which is its version."""
    at = 0
    while (partition := struct.unpack_from("<I", text, at)[0]) != END:
        length = struct.unpack_from("<I", text, at + 4)[0]
        if partition != HELLO:
            yield partition, text[at + 8 : at + 8 + length]
        at += 8 + length


def measure(program: str, words: list[str], size: int) -> dict:
    def worker(role: str, stdin: bytes, *options: str) -> tuple[bytes, float, float]:
        before, started = cpu(), time.monotonic()
        done = subprocess.run(
            [program, "worker", role, *options, *words], input=stdin, check=True, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)  # fmt: skip
        return done.stdout, time.monotonic() - started, cpu() - before

    text, *_ = worker("plan", b"")
    length = struct.unpack_from("<I", text)[0]
    plan, (head, _, lines) = text[: 4 + length], text[4 + length :].partition(b"\n")
    facts, tasks = json.loads(head), lines.split(b"\n\n")[:-1]
    parts: dict[int, list[bytes]] = {number: [] for number in range(facts["partitions"])}
    found = {"map_seconds": 0.0, "map_cpu": 0.0, "reduce_seconds": 0.0, "reduce_cpu": 0.0, "blobs": 0, "blob_bytes": 0,
             "report_bytes": 0, "output_bytes": 0}  # fmt: skip
    for task in tasks:
        output, seconds, used = worker("map", plan + task + b"\n", "--partitions", str(facts["partitions"]))
        found["map_seconds"] += seconds
        found["map_cpu"] += used
        for partition, data in blobs(output):
            if data.startswith(b"THRC"):
                found["report_bytes"] += len(data)
                continue
            parts[partition].append(frame(data))
            found["blobs"] += 1
            found["blob_bytes"] += len(data)
    for partition, frames in parts.items():
        stdin = plan + b"".join(frames) + struct.pack("<I", END)
        output, seconds, used = worker("reduce", stdin, "--partition", str(partition))
        found["reduce_seconds"] += seconds
        found["reduce_cpu"] += used
        found["output_bytes"] += len(output)
    return found | {"input_bytes": size, "tasks": len(tasks), "partitions": len(parts), "plan_bytes": len(plan),
                    "line_bytes": len(lines) / max(1, len(tasks))}  # fmt: skip


def main() -> None:
    program, path, *jobs = sys.argv[1:]
    size = os.path.getsize(path)
    # How much less is left of two tasks' words together tells how the distinct ones grow.
    rates = {}
    with tempfile.TemporaryDirectory() as work:
        half = os.path.join(work, "half")
        with open(path, "rb") as whole, open(half, "wb") as part:
            part.write(whole.read(size // 2))
        for job in jobs:
            words = ["--chunk-size", "32M", "--partitions", "8"]
            rates[job] = {
                "whole": measure(os.path.abspath(program), [job, path, *words], size),
                "half": measure(os.path.abspath(program), [job, half, *words], size // 2),
            }
    json.dump(rates, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
