"""Runs one command and measures it together with every process it starts.

REQUIRES: the caller has no other child processes.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass

from . import memory

PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Measurement:
    """wall: seconds until the command itself ended; cpu: user and system seconds of all its processes."""

    wall: float
    cpu: float
    memory: memory.Memory
    status: int  # exit status; 128 + signal when killed; -1 when out of time


def adopt_orphans():
    """Makes this process the parent of descendants whose parent ends, so that they are waited for and counted."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def run(command, *, environment, folder, errors, timeout, sample_every):
    """Runs a shell command (a string) or a program (a list); its standard error goes to the file `errors`."""
    if isinstance(command, str):
        command = ["/bin/bash", "-o", "pipefail", "-c", command]
    done, late = threading.Event(), threading.Event()
    peak = memory.Memory()
    started = time.monotonic()

    def sample():
        nonlocal peak
        while not done.is_set():
            peak = peak.highest(memory.of_descendants(os.getpid()))
            # More often at first, so that a short run is seen too.
            done.wait(min(sample_every, max(0.01, (time.monotonic() - started) / 10)))

    def stop_when_late():
        if done.wait(timeout):
            return
        late.set()
        while not done.wait(0.1):
            kill_descendants()

    with open(errors, "wb") as error_file:
        started = time.monotonic()
        child = subprocess.Popen(
            command,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=error_file,
            start_new_session=True,
        )
    helpers = [stop_when_late, sample] if sample_every else [stop_when_late]
    threads = [threading.Thread(target=helper, daemon=True) for helper in helpers]
    try:
        for thread in threads:
            thread.start()
        wall, cpu, status = wait_for_all(child, started)
    finally:
        done.set()
    for thread in threads:
        thread.join()
    return Measurement(wall, cpu, peak, -1 if late.is_set() else status)


def wait_for_all(child, started):
    """Reaps the child and all that it leaves behind; answers (wall, cpu, status)."""
    cpu = 0.0
    wall = status = None
    while True:
        try:
            process, wait_status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return wall, cpu, status
        cpu += usage.ru_utime + usage.ru_stime
        if process == child.pid:
            wall = time.monotonic() - started
            code = os.waitstatus_to_exitcode(wait_status)
            status = child.returncode = code if code >= 0 else 128 - code


def kill_descendants():
    for process in memory.descendants(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
