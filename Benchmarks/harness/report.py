"""Results as Markdown: the table of a task, and the page that is kept of it."""

import os
import statistics
from dataclasses import dataclass, field

from .answers import Form


@dataclass
class Result:
    """What became of one peer. shown: its command as it was run; verdict: on its answer, or why it failed."""

    name: str
    shown: str
    measurements: list = field(default_factory=list)
    answer: object = None
    verdict: str = ""
    failed: bool = False

    def median(self, value):
        return statistics.median(map(value, self.measurements))


def wall(measurement):
    return measurement.wall


def columns(task, budget):
    """(heading, function of a result) for each column after the name."""
    unit, scale, digits = ("ms", 1000, 1) if task.milliseconds else ("s", 1, 2)

    def seconds(value):
        return f"{value * scale:.{digits}f}"

    def span(result):
        walls = [m.wall for m in result.measurements]
        return f"{seconds(min(walls))}–{seconds(max(walls))}"

    def megabytes(result):
        return f"{result.median(lambda m: m.memory.own) / 1e6:.0f}"

    def of_budget(result):
        return f"{max(m.memory.own for m in result.measurements) / budget:.2f}"

    yield f"wall {unit}", lambda result: seconds(result.median(wall))
    yield f"least–most {unit}", span
    yield f"CPU {unit}", lambda result: seconds(result.median(lambda m: m.cpu))
    if task.sample_every:
        yield "memory MB", megabytes
    if task.budget:
        yield "of budget", of_budget
    if task.form is not Form.NOTHING:
        yield "answer", lambda result: result.verdict


def table(task, results, base, budget):
    """The peers in order of their medians, with wall times as multiples of the base's; failures at the end."""
    measured = sorted((r for r in results if r.measurements and not r.failed), key=lambda r: r.median(wall))
    base = next((r for r in measured if r.name == base), measured[0] if measured else None)
    parts = list(columns(task, budget))
    if base:
        parts.insert(1, (f"× {base.name}", lambda result: f"{result.median(wall) / base.median(wall):.2f}"))
    headings = ["system", *(heading for heading, _ in parts)]
    most = max((len(r.measurements) for r in measured), default=0)
    lines = [headings, ["---"] + [":--" if h == "answer" else "--:" for h in headings[1:]]]
    for result in measured:
        once = " (one run)" if len(result.measurements) == 1 < most else ""
        lines.append([result.name + once, *(show(result) for _, show in parts)])
    lines += [[r.name, *[""] * (len(parts) - 1), r.verdict] for r in results if r.failed]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def rounds(results):
    """Every measurement, so that a reader can judge the spread."""
    lines = ["| system | round | wall s | CPU s | memory MB | private dirty MB | processes |"]
    lines.append("|---|--:|--:|--:|--:|--:|--:|")
    for result in results:
        for number, m in enumerate(result.measurements, 1):
            sizes = f"{m.memory.own / 1e6:.1f} | {m.memory.private_dirty / 1e6:.1f} | {m.memory.processes}"
            lines.append(f"| {result.name} | {number} | {m.wall:.4f} | {m.cpu:.4f} | {sizes} |")
    return "\n".join(lines)


def page(task, results, summary, facts, versions):
    """The whole document of a task's results."""
    sections = [f"# {task.name}: {task.question}", summary, "## Machine", facts_list(facts)]
    sections += ["## Versions", facts_list(versions), "## Commands"]
    sections += ["\n".join(f"- {result.name}: `{result.shown}`" for result in results)]
    sections += ["## Rounds", rounds(results)]
    return "\n\n".join(sections) + "\n"


def facts_list(facts):
    return "\n".join(f"- {name}: {value}" for name, value in facts)


def save(folder, name, text):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name + ".md")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path
