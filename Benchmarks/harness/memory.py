"""Memory of a tree of processes, read from /proc."""

import os
from dataclasses import dataclass

# Kilobytes of /proc/PID/smaps_rollup. Pss divides a page among the processes that share it, so that the sum over
# a tree counts copy-on-write pages and shared memory once.
FIELDS = ("Pss_Anon", "Pss_Shmem", "Private_Dirty")


@dataclass(frozen=True)
class Memory:
    """Bytes of one moment, or the peaks of several.

    own: anonymous and shared memory, each page once; private_dirty: dirty pages of one process alone, which
    also counts written pages of mapped files; processes: how many there were.
    """

    own: int = 0
    private_dirty: int = 0
    processes: int = 0

    def highest(self, other):
        return Memory(
            max(self.own, other.own),
            max(self.private_dirty, other.private_dirty),
            max(self.processes, other.processes),
        )


def descendants(root):
    """Process ids below root, without root itself."""
    children = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                stat = file.read()
        except OSError:
            continue
        # The command's name, in parentheses, may contain anything; what follows has fixed fields.
        parent = int(stat[stat.rindex(b")") + 2 :].split(None, 2)[1])
        children.setdefault(parent, []).append(int(name))
    found = []
    todo = children.get(root, [])
    while todo:
        process = todo.pop()
        found.append(process)
        todo.extend(children.get(process, []))
    return found


def of_process(process):
    """(own, private dirty) bytes; zeros for a process that has ended."""
    values = dict.fromkeys(FIELDS, 0)
    try:
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
            for line in file:
                name, _, rest = line.partition(":")
                if name in values:
                    values[name] = int(rest.split()[0]) << 10
    except (OSError, ValueError, IndexError):
        pass
    return values["Pss_Anon"] + values["Pss_Shmem"], values["Private_Dirty"]


def of_descendants(root):
    """The memory of all processes below root, now."""
    processes = descendants(root)
    sizes = [of_process(process) for process in processes]
    return Memory(sum(own for own, _ in sizes), sum(dirty for _, dirty in sizes), len(processes))
