"""What the results depend on: the machine, and the versions of everything compared."""

import os
import platform
import subprocess
import time

# What prints a version on its first line.
VERSIONS = {
    "mawk": ["mawk", "-W", "version"],
    "GNU sort": ["sort", "--version"],
    "GNU parallel": ["parallel", "--version"],
    "GNU grep": ["grep", "--version"],
    "ripgrep": ["rg", "--version"],
    "Miller": ["mlr", "--version"],
    "pigz": ["pigz", "--version"],
    "zstd": ["zstd", "--version"],
    "Python": ["python3", "--version"],
    "rustc": ["rustc", "--version"],
}
PACKAGES = ["duckdb", "polars", "chdb", "pyspark", "mrjob"]


def first_line(command):
    """The first line that a command prints, or None when it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return next(iter((done.stdout or done.stderr).splitlines()), None)


def field(path, name, separator=":"):
    """The first value of a `name: value` line of a file."""
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                key, _, value = line.partition(separator)
                if key.strip() == name:
                    return value.strip().strip('"')
    except OSError:
        pass
    return "unknown"


def installed_packages(python):
    """Name and version of each of PACKAGES that the environment of the peers has."""
    program = (
        "import importlib.metadata as m\n"
        f"for p in {PACKAGES!r}:\n"
        "    try: print(p, m.version(p))\n"
        "    except m.PackageNotFoundError: pass\n"
    )
    try:
        done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True)
    except (OSError, subprocess.SubprocessError):
        return {}
    return dict(line.split() for line in done.stdout.splitlines())


def describe():
    """(name, value) pairs about the machine, now."""
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / (1 << 20)
    return [
        ("date", time.strftime("%Y-%m-%d %H:%M")),
        ("processor", f"{field('/proc/cpuinfo', 'model name')}, {len(os.sched_getaffinity(0))} cores"),
        ("memory", f"{memory:.1f} GiB"),
        ("system", f"{field('/etc/os-release', 'PRETTY_NAME', '=')}, kernel {platform.release()}"),
        ("load before", f"{os.getloadavg()[0]:.2f}"),
    ]


def versions(thresh, python):
    """(name, version) pairs; what is not installed is left out."""
    found = []
    if thresh:
        here = os.path.dirname(os.path.abspath(__file__))
        commit = first_line(["git", "-C", here, "describe", "--always", "--dirty", "--exclude", "*"])
        version = first_line([thresh, "--version"]) or "unknown"
        found.append(("thresh", f"{version} (commit {commit})" if commit else version))
    found += installed_packages(python).items()
    found += [(name, line) for name, command in VERSIONS.items() if (line := first_line(command))]
    return found
