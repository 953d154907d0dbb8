"""What was measured, beside what was wanted: one table, for the console, for JSON and for the documentation."""

import dataclasses
import os
import platform
import subprocess
from pathlib import Path
from statistics import median

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
HEADINGS = ("figure", "measured", "target", "peer", "ok")


@dataclasses.dataclass
class Figure:
    """One row. `ok` is None when there is no target; `values` are the numbers behind the texts."""

    name: str
    measured: str
    target: str
    peer: str
    ok: bool | None
    values: dict = dataclasses.field(default_factory=dict)

    def cells(self) -> tuple[str, ...]:
        return self.name, self.measured, self.target, self.peer, {True: "yes", False: "NO", None: ""}[self.ok]


def thousands(number: float) -> str:
    return f"{number:,.0f}"


def ratio_figure(name: str, unit: str, ours: list[float], peer_name: str, theirs: list[float],
                 target: float | None) -> Figure:
    """The ratio of medians of runs that took turns."""
    ratio = median(ours) / median(theirs)
    return Figure(name, f"{thousands(median(ours))} {unit}, {ratio:.2f} x", f">= {target} x" if target else "",
                  f"{peer_name}: {thousands(median(theirs))} {unit}", ratio >= target if target else None,
                  {"ratio": round(ratio, 3), "ours": ours, "theirs": theirs})


def machine() -> str:
    cpu = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.partition(":")[2].strip()
            break
    memory_kb = int(Path("/proc/meminfo").read_text().split()[1])
    compiler = subprocess.run(["g++", "--version"], capture_output=True, text=True, check=False).stdout.split("\n")[0]
    return (f"{cpu}, {os.cpu_count()} cores, {memory_kb / 1048576:.0f} GiB, Linux {platform.release()}, "
            f"{compiler or 'unknown compiler'}")


def as_text(figures: list[Figure]) -> str:
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def as_markdown(figures: list[Figure]) -> str:
    lines = ["| " + " | ".join(HEADINGS) + " |", "|" + "---|" * len(HEADINGS)]
    lines += ["| " + " | ".join(figure.cells()) + " |" for figure in figures]
    return "\n".join(lines)


def write_between_markers(file: Path, table: str) -> None:
    text = file.read_text()
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    file.write_text(f"{text[:begin]}\n{table}\n{text[end:]}")
