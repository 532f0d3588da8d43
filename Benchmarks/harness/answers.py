"""Answers in a form in which they can be compared, whatever the order and the files they come in."""

import glob
import hashlib
import os
import subprocess
from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """What a task's answer is made of."""

    BYTES = "the bytes, in order"
    LINES = "lines in any order"
    MANY_LINES = "lines in any order, too many to hold here"
    DECIMALS = "lines whose numbers count to one decimal"
    NOTHING = "no answer"


@dataclass(frozen=True)
class Answer:
    digest: str
    lines: list | None = None


def files(output):
    """The output itself, or the part files of an output folder in the order of their names."""
    if os.path.isdir(output):
        return sorted(glob.glob(os.path.join(glob.escape(output), "part-*")))
    return [output]


def size(output):
    return sum(os.path.getsize(name) for name in files(output) if os.path.exists(name))


def read(output, form):
    """The answer in the output; raises OSError when there is none."""
    if form is Form.NOTHING:
        return Answer("")
    names = files(output)
    if not names:
        raise FileNotFoundError(f"no part-* in {output}")
    if form is Form.BYTES:
        return Answer(digest_of_files(names))
    if form is Form.MANY_LINES:
        return Answer(digest_of_sorted(names))
    lines = [line for name in names for line in lines_of(name)]
    if form is Form.DECIMALS:
        lines = [one_decimal(line) for line in lines]
    lines.sort()
    return Answer(hashlib.sha256(b"\n".join(lines)).hexdigest(), lines)


def lines_of(name):
    with open(name, "rb") as file:
        return [line for line in file.read().split(b"\n") if line]


def digest_of_files(names):
    digest = hashlib.sha256()
    for name in names:
        with open(name, "rb") as file:
            while block := file.read(1 << 22):
                digest.update(block)
    return digest.hexdigest()


def digest_of_sorted(names):
    """Sorts with GNU sort, which needs little memory."""
    sort = ["sort", "--parallel=2", "-S", "1G", "--", *names]
    environment = dict(os.environ, LC_ALL="C")
    digest = hashlib.sha256()
    with subprocess.Popen(sort, stdout=subprocess.PIPE, env=environment) as process:
        while block := process.stdout.read(1 << 22):
            digest.update(block)
    if process.returncode != 0:
        raise OSError(f"sort ended with status {process.returncode}")
    return digest.hexdigest()


def one_decimal(line):
    key, *numbers = line.split(b"\t")
    # Adding zero makes -0.0 positive.
    return b"\t".join([key, *(b"%.1f" % (round(float(number), 1) + 0.0) for number in numbers)])


def difference(expected, answer):
    """How an answer differs from the expected one, in a few words."""
    if expected.lines is None or answer.lines is None:
        return "DIFFERS"
    if len(expected.lines) != len(answer.lines):
        return f"DIFFERS: {len(answer.lines)} lines in place of {len(expected.lines)}"
    worst, different = 0.0, 0
    for left, right in zip(expected.lines, answer.lines):
        if left == right:
            continue
        different += 1
        (key, *wanted), (other_key, *given) = left.split(b"\t"), right.split(b"\t")
        if key != other_key or len(wanted) != len(given):
            return f"DIFFERS at {right[:60]!r}"
        try:
            pairs = [(float(a), float(b)) for a, b in zip(wanted, given)]
        except ValueError:
            return f"DIFFERS at {right[:60]!r}"
        worst = max([worst, *(abs(a - b) / max(abs(a), 1e-9) for a, b in pairs)])
    return f"approximate: {different} lines, at most {worst:.1%} off"
