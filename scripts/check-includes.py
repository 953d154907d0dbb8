#!/usr/bin/env python3
"""Checks that includes between the project's folders go only where the table below allows them to go.

A folder's own headers are always allowed, and so are those of the folders above it (common/text/packer may use
common/text). Only `#include "..."` is looked at; those are paths from the root of the repository.
"""

import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent

# What a folder may include besides its own headers. To allow a new edge, add it here and say why in the commit.
COMMON = ["common/base", "common/config", "common/text", "common/stats", "common/http"]
ALLOWED = {
    # base <- {config, text, stats} <- http <- programs
    "common/base": [],
    "common/config": ["common/base"],
    "common/text": ["common/base"],
    "common/stats": ["common/base"],
    "common/http": ["common/base", "common/config", "common/text", "common/stats"],
    # The simulator's parts do not know one another; simulator/ itself (app, main) composes them.
    "simulator": [*COMMON, "simulator/*"],
    "simulator/generation": COMMON,
    "simulator/storage": COMMON,
    "simulator/latency": COMMON,
    "simulator/limits": COMMON,
    "simulator/metrics": COMMON,
    "simulator/faults": COMMON,
    "simulator/recording": COMMON,
    # The settings it holds, by deployment.
    "simulator/admin": [*COMMON, "simulator/latency", "simulator/limits", "simulator/generation"],
    "simulator/extensions": [*COMMON, "simulator/generation"],
    "simulator/protocols": [*COMMON, "simulator/generation", "simulator/storage"],
    # The load test: a plan goes in, results come out, reports and stores show results.
    "loadtest": [*COMMON, "loadtest/*"],
    "loadtest/plan": COMMON,
    "loadtest/schedule": [*COMMON, "loadtest/plan"],
    "loadtest/datasets": [*COMMON, "loadtest/plan"],
    "loadtest/results": [*COMMON, "loadtest/plan"],
    "loadtest/client": [*COMMON, "loadtest/plan", "loadtest/datasets", "loadtest/results"],
    "loadtest/engine": [
        *COMMON, "loadtest/plan", "loadtest/schedule", "loadtest/datasets", "loadtest/client", "loadtest/results",
    ],
    "loadtest/report": [*COMMON, "loadtest/plan", "loadtest/results"],
    "loadtest/store": [*COMMON, "loadtest/plan", "loadtest/results"],
    "loadtest/service": [*COMMON, "loadtest/*"],
    "loadtest/commands": [*COMMON, "loadtest/*"],
    # The test client is the smallest caller and needs little.
    "test-client": ["common/base", "common/config", "common/http"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
CHECKED = ("common", "simulator", "loadtest", "test-client")


def rule_of(folder: str) -> str | None:
    """The nearest folder, from this one upwards, that the table names."""
    path = PurePosixPath(folder)
    for candidate in (path, *path.parents):
        if str(candidate) in ALLOWED:
            return str(candidate)
    return None


def is_allowed(source: str, target: str) -> bool:
    if target == source or target in ALLOWED[source]:
        return True
    return any(edge.endswith("/*") and target.startswith(edge[:-1]) for edge in ALLOWED[source])


def problems_of(file: str) -> list[str]:
    # Headers and sources alone decide; a generated header is found under the folder that it belongs to.
    source = rule_of(str(PurePosixPath(file).parent))
    if source is None:
        return [f"{file}: its folder has no row in the table of scripts/check-includes.py; add one"]
    if source in ("simulator", "loadtest") and str(PurePosixPath(file).parent) != source:
        return [f"{file}: its folder has no row in the table of scripts/check-includes.py; add one"]
    problems = []
    for number, line in enumerate((ROOT / file).read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        name = match[1]
        where = f"{file}:{number}"
        if "/" not in name:
            problems.append(f'{where}: "{name}" is not a path from the root of the repository; write the whole path')
            continue
        target = rule_of(str(PurePosixPath(name).parent))
        if target is None:
            problems.append(f'{where}: "{name}" belongs to no folder of the table in scripts/check-includes.py')
        elif not is_allowed(source, target):
            allowed = ", ".join(ALLOWED[source]) or "nothing else"
            problems.append(
                f'{where}: {source} must not include {target} ("{name}"); allowed: {allowed}. '
                "Move what both need downwards, or let the program's root compose them."
            )
    return problems


def main() -> int:
    listed = subprocess.run(["git", "ls-files", "*.h", "*.cpp"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [file for file in listed.stdout.split() if file.startswith(tuple(f"{top}/" for top in CHECKED))]
    problems = [problem for file in files if (ROOT / file).is_file() for problem in problems_of(file)]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
