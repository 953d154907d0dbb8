#!/usr/bin/env python3
"""Runs clang-tidy on the project's own C++ files, and again only on those whose input has changed.

Files are checked in the groups in which builds with OAISIM_UNITY compile them, since most of the time goes into the
headers that they share; for that, build/tidy is configured, without precompiled headers, which clang cannot read.

A group's input is the text of its files, that of every own header they include (however deep), the compile command,
.clang-tidy and clang-tidy's version. The result for an input is kept in build/clang-tidy. Tests take as long as the rest
and are checked with --tests, for names only.
"""

import argparse
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "build" / "clang-tidy"
BUILD = ROOT / "build" / "tidy"
OWN_FOLDERS = ("common", "simulator", "loadtest", "test-client", "bench")
NAMES_ONLY = "-*,readability-identifier-naming"

INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
# Initialisers in braces are evaluated in order; clang-tidy 14 does not know that of those with names.
MOVE_OF_NAMED_INITIALISER = re.compile(r"\.\w+ = std::move\(")
DIAGNOSTIC = re.compile(r"^(?P<path>/[^:]+):\d+:\d+: (?:error|warning): .*\[(?P<check>[\w.,-]+)\]$")


def find_tool() -> str:
    for name in ("clang-tidy-14", "clang-tidy"):
        if tool := shutil.which(name):
            return tool
    sys.exit("clang-tidy is not installed; run: scripts/install-deps.sh lint")


def configure(build: Path) -> None:
    subprocess.run([ROOT / "scripts" / "configure.sh", build.name], check=True, stdout=subprocess.DEVNULL)


def members_of(file: Path) -> set[Path]:
    """The C++ files of a group; of one that is compiled alone, itself."""
    if file.suffix == ".cpp":
        return {file}
    return {Path(name.decode()) for name in INCLUDE.findall(file.read_bytes())} if file.suffix == ".cxx" else set()


@cache
def own_inputs(file: Path) -> frozenset[Path]:
    """The file and the own headers that it includes, directly or not."""
    found, pending = set(), [file]
    while pending:
        current = pending.pop()
        if current in found:
            continue
        found.add(current)
        for name in INCLUDE.findall(current.read_bytes()):
            for candidate in (ROOT / name.decode(), current.parent / name.decode()):
                if candidate.is_file():
                    pending.append(candidate.resolve())
                    break
    return frozenset(found)


@cache
def digest(file: Path) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()


def key_of(file: Path, command: str, common: bytes) -> str:
    key = hashlib.sha256(common + command.encode())
    for path in sorted(own_inputs(file)):
        key.update(str(path.relative_to(ROOT)).encode() + digest(path))
    return key.hexdigest()


def clang_arguments(command: str) -> list[str]:
    """The compile command's flags that concern clang's front end; warnings are the compiler's business."""
    words = shlex.split(command)
    kept, take_next = [], False
    for word in words:
        if take_next:
            kept.append(word)
            take_next = False
        elif word in ("-I", "-isystem", "-include", "-D"):
            kept.append(word)
            take_next = True
        elif word.startswith(("-I", "-D", "-std=", "-isystem")):
            kept.append(word)
    return kept + ["-w"]


def findings(output: str) -> list[str]:
    """The diagnostics about own files, each with its excerpt. The compiler's own errors are not clang-tidy's to
    report: g++ compiles this code, and older clangs do not know all of C++20."""
    blocks, current = [], None
    for line in output.splitlines():
        match = DIAGNOSTIC.match(line)
        if match:
            own = os.path.realpath(match["path"]).startswith(str(ROOT) + os.sep)
            current = [] if own and not match["check"].startswith("clang-diagnostic") else None
            if current is not None:
                line = line.replace(str(ROOT) + os.sep, "").replace(",-warnings-as-errors", "")
                blocks.append(current)
        elif re.match(r"^(/|error:|\d+ (warnings|errors))", line) and ": note:" not in line:
            current = None
        if current is not None:
            current.append(line)
    texts = map("\n".join, blocks)
    return [text for text in texts if "unsequenced" not in text or not MOVE_OF_NAMED_INITIALISER.search(text)]


def check(tool: str, file: Path, command: str) -> list[str]:
    arguments = [tool, "--quiet", str(file)]
    if all(member.is_relative_to(ROOT / "tests") for member in members_of(file)):
        arguments.insert(1, f"--checks={NAMES_ONLY}")
    result = subprocess.run(arguments + ["--"] + clang_arguments(command), capture_output=True, text=True, cwd=ROOT)
    found = findings(result.stdout)
    if result.returncode < 0 or "Error while processing" in result.stderr and not result.stdout:
        found.append(f"{file.relative_to(ROOT)}: clang-tidy could not read it:\n{result.stderr[-2000:]}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--tests", action="store_true", help="the tests, too")
    parser.add_argument("files", nargs="*", type=Path, help="only these and those that are checked with them; default: all")
    options = parser.parse_args()

    tool = find_tool()
    configure(BUILD)
    version = subprocess.run([tool, "--version"], capture_output=True, check=True).stdout
    common = version + (ROOT / ".clang-tidy").read_bytes() + Path(__file__).read_bytes()
    wanted = {path.resolve() for path in options.files}
    folders = OWN_FOLDERS + (("tests",) if options.tests or wanted else ())
    work = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        file = Path(entry["directory"], entry["file"]).resolve()
        members = members_of(file)
        is_own = any(member.is_relative_to(ROOT / folder) for member in members for folder in folders)
        if is_own and (not wanted or wanted & members):
            work[file] = entry["command"]
    if not work:
        sys.exit("clang-tidy: nothing to check")

    CACHE.mkdir(parents=True, exist_ok=True)
    keys = {file: key_of(file, command, common) for file, command in work.items()}
    stale = [file for file in work if not (CACHE / keys[file]).exists()]

    def run(file: Path) -> list[str]:
        found = check(tool, file, work[file])
        if not found:
            (CACHE / keys[file]).touch()
        return found

    shown = set()
    with ThreadPoolExecutor(options.jobs) as pool:
        for found in pool.map(run, stale):
            for text in found:
                if text not in shown:
                    shown.add(text)
                    print(text, flush=True)
    print(f"clang-tidy: {len(work)} groups of files, {len(work) - len(stale)} unchanged since they passed, {len(shown)} findings")
    if shown:
        print("Rename or rewrite what is named above; the names are explained in CONTRIBUTING.md.")
    return 1 if shown else 0


if __name__ == "__main__":
    sys.exit(main())
