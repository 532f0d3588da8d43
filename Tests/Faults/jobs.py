"""Jobs that are disturbed on purpose, and what must be true of them behind that."""

import os
import random
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

MARK = "THRESH_FAULT_SITE"
HANG = 120.0
CODES_OF_SIGNALS = {"KILL": -9, "TERM": 143, "INT": 130, "HUP": 129}


class Wrong(Exception):
    """What a job must not do."""


class Site:
    """A directory for the inputs, the outputs and the temporary files of jobs."""

    def __init__(self, thresh, size=1):
        self.thresh = str(Path(thresh).resolve())
        self.root = Path(tempfile.mkdtemp(prefix="thresh-disturbed-"))
        self.outputs = self.root / "outputs"
        self.temporary = self.root / "temporary"
        inputs = self.root / "inputs"
        for directory in (self.outputs, self.temporary, inputs):
            directory.mkdir()
        inputs = make_inputs(inputs, size)
        # A program with one job of its own has no others.
        is_probe = Path(thresh).name == "command-probe"
        self.jobs = jobs_of_a_program(*inputs) if is_probe else jobs(*inputs)

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)

    def start(self, job, environment=None):
        return Running(self, job, environment or {})

    def processes(self):
        """Every process that comes from a job of this site, whatever group it is in."""
        mark = f"{MARK}={self.root}".encode()
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/environ", "rb") as file:
                    if mark not in file.read().split(b"\0"):
                        continue
                with open(f"/proc/{entry}/stat") as file:
                    if file.read().rsplit(")", 1)[1].split()[0] != "Z":
                        found.append(int(entry))
            except OSError:
                pass
        return found

    def expect_no_process(self, patience=3.0):
        deadline = time.monotonic() + patience
        while left := self.processes():
            if time.monotonic() > deadline:
                for pid in left:
                    os.kill(pid, 9)
                raise Wrong(f"processes are left: {left}")
            time.sleep(0.005)

    def files(self, is_partial_kept=False):
        """What lies beside the output and in the temporary directory."""
        known = {"out", "state"} | ({".out.thresh.partial"} if is_partial_kept else set())
        beside = [path for path in self.outputs.iterdir() if path.name not in known]
        return sorted(str(path.relative_to(self.root)) for path in beside + list(self.temporary.iterdir()))

    def expect_no_file(self, is_partial_kept=False):
        """Nothing of a job that is over; of one with --resume that failed, its partial."""
        if left := self.files(is_partial_kept):
            raise Wrong(f"files are left: {left}")

    def clear(self):
        for path in list(self.outputs.iterdir()) + list(self.temporary.iterdir()):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()

    def clear_output(self):
        """Makes place for the same job, which is to find what a killed one left."""
        shutil.rmtree(self.outputs / "out", ignore_errors=True)
        shutil.rmtree(self.outputs / "state", ignore_errors=True)
        # What has no lock, yet or any more, or not its name yet, is removed when it is old.
        for path in [*self.outputs.iterdir(), *self.temporary.iterdir()]:
            if path.is_dir() and (path.name.startswith(".new-") or not (path / "lock").exists()):
                os.utime(path, (0, 0))

    def recover(self, job, expected):
        """The same job once more: it answers, and removes what the last one could not."""
        self.clear_output()
        ending = self.start(job).wait()
        if ending.code != 0 or ending.answer() != expected:
            raise Wrong(f"the next job is not right: {ending}")
        self.expect_no_process()
        self.expect_no_file()
        self.clear()


class Job:
    def __init__(self, name, arguments, has_output):
        self.name = name
        self.arguments = arguments
        # Whether it writes a directory; else it prints.
        self.has_output = has_output
        self.is_resumed = "--resume" in arguments


class Running:
    def __init__(self, site, job, environment):
        self.site = site
        self.job = job
        self.output = tempfile.TemporaryFile()
        self.errors = tempfile.TemporaryFile()
        arguments = [site.thresh, *job.arguments, "-j", "2", "--chunk-size", "10K", "--temporary-directory", str(site.temporary)]
        if job.has_output:
            arguments += ["--output", str(site.outputs / "out")]
        arguments = [argument.replace("STATE", str(site.outputs / "state")) for argument in arguments]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC", MARK: str(site.root), **environment}
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.errors, env=environment, cwd=site.root,
            start_new_session=True)

    def family(self):
        """The driver, and what came from it by fork."""
        found = [self.process.pid]
        for pid in found:
            found += self.children(pid)
        return found

    def children(self, pid):
        try:
            with open(f"/proc/{pid}/task/{pid}/children") as file:
                return [int(child) for child in file.read().split()]
        except OSError:
            return []

    def wait(self):
        try:
            self.process.wait(HANG)
        except subprocess.TimeoutExpired:
            stuck = [(pid, state(pid)) for pid in self.family()]
            for pid in self.site.processes():
                os.kill(pid, 9)
            self.process.wait()
            raise Wrong(f"{self.job.name} hangs: {stuck}") from None
        return Ending(self)


class Ending:
    def __init__(self, running):
        self.code = running.process.returncode
        self.seconds = time.monotonic() - running.started
        self.job = running.job
        self.program = Path(running.site.thresh).name
        self.out = running.site.outputs / "out"
        self.printed = contents(running.output)
        self.errors = contents(running.errors).decode(errors="replace")

    def answer(self):
        """All bytes of what it delivered; None where there is no output."""
        if not self.job.has_output:
            return {"": self.printed}
        if not self.out.is_dir():
            return None
        return {path.name: path.read_bytes() for path in self.out.iterdir() if path.is_file()}

    def __str__(self):
        return f"{self.job.name}: exit code {self.code} after {self.seconds:.2f} s\n{self.errors[-2000:]}"


def contents(file):
    file.seek(0)
    with file:
        return file.read()


def state(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            word = file.read().rsplit(")", 1)[1].split()[0]
        with open(f"/proc/{pid}/wchan") as file:
            return word + " " + file.read()
    except OSError:
        return "gone"


def expect_one_message(ending):
    """An error is one line beside what was told of workers that died before, and no trace of a crash."""
    own = [
        line for line in ending.errors.splitlines()
        if line.startswith(f"{ending.program}: ") and not re.search(r"(run again|it is replaced)$|^\S+ (state|resumed): ", line)]
    if len(own) != 1:
        raise Wrong(f"not one message: {ending}")
    if re.search(r"Fatal error|Crash|\*\*\*", ending.errors):
        raise Wrong(f"a crash: {ending}")


def make_inputs(inputs, size):
    chance = random.Random(7)
    words = [f"{chance.choice('abcdefgh')}{number:x}" for number in range(3000)]
    for number in range(2):
        with open(inputs / f"words-{number}", "w") as file:
            for _ in range(4000 * size):
                file.write(" ".join(chance.choices(words, k=6)) + "\n")
    with open(inputs / "access.log", "w") as file:
        for line in range(1200 * size):
            second = line * 7
            file.write(
                f"10.0.{chance.randrange(4)}.{chance.randrange(60)} - - [01/Jul/2026:{second // 3600 % 24:02}:{second // 60 % 60:02}:"
                f"{second % 60:02} +0000] \"GET /page/{chance.randrange(40)} HTTP/1.1\" {chance.choice([200, 200, 200, 404, 500])} "
                f"{chance.randrange(9000)} \"-\" \"agent/{chance.randrange(9)}\"\n")
    text = [str(inputs / f"words-{number}") for number in range(2)]
    log = str(inputs / "access.log")
    subprocess.run(["gzip", "-kn", log], check=True)
    return text, log


def jobs(text, log):
    return [
        Job("wordcount", ["run", "wordcount", "--partitions", "3", *text], True),
        Job("sort", ["run", "sort", "--partitions", "3", "--memory", "64M", *text], True),
        Job("index", ["run", "index", "--partitions", "2", text[0]], True),
        Job("grep", ["run", "grep", "a1", *text], True),
        Job("agg", ["logs", "agg", "count, p99(bytes), distinct(ip)", "--by", "path,status", log], False),
        Job("gzip", ["logs", "agg", "count, sum(bytes)", "--by", "ip", log + ".gz"], False),
        Job("sessions", ["logs", "sessions", "--by", "ip", "--list", log], False),
        Job("stream", ["stream", "--map", "tr -s ' ' '\\n'", "--reduce", "uniq -c", "--partitions", "2", text[0]], True),
        Job("state", ["logs", "agg", "count, max(bytes)", "--by", "status", "--state", "STATE", log], False),
        Job("resume", ["run", "sort", "--resume", "--partitions", "2", text[0]], True),
    ]


def jobs_of_a_program(text, log):
    return [
        Job("lengths", ["--partitions", "3", *text], True),
        Job("evens", ["--evens", *text], True),
        Job("initials", ["--initials", "--partitions", "2", *text], True),
        Job("gzip", [log + ".gz"], False),
        Job("resume", ["--initials", "--resume", "--partitions", "2", text[0]], True),
    ]
